package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.RejectionReason;
import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Settlement.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

final class SendingDueMailsTest {

    private static final MailContext DELETED =
            new MailContext("Analytical Engines", new InvitationOnMail("Gone", null, "CODE43", null, null, null, true));

    private final SendingScenario scenario = new SendingScenario();

    @Test
    void whatTheServerTakesIsSent() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(scenario.round()).expectNext(false).verifyComplete();

        assertThat(scenario.table.settled).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.SENT);
            assertThat(one.attempts()).isOne();
            assertThat(one.dueIn()).isNull();
        });
    }

    @Test
    void aMailAboutNoInvitationIsSentAllTheSame() {
        scenario.table.due(Mails.welcome(new MailContext("Analytical Engines", null)));

        StepVerifier.create(scenario.round()).expectNext(false).verifyComplete();

        assertThat(scenario.table.settled).extracting(Settlement::state).containsExactly(State.SENT);
    }

    @Test
    void aFullClaimMeansThatThereMayBeMore() {
        for (int i = 0; i < 4; i++) {
            scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        }

        StepVerifier.create(scenario.round()).expectNext(true).verifyComplete();
    }

    @Test
    void aTemporaryFailureIsTriedAgainLater() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.server.answers = mail -> new Deferred("450 later");

        StepVerifier.create(scenario.round()).expectNext(false).verifyComplete();

        assertThat(scenario.table.settled).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.QUEUED);
            assertThat(one.attempts()).isOne();
            assertThat(one.dueIn()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
            assertThat(one.error()).isEqualTo("450 later");
        });
    }

    @Test
    void anInvitationThatIsGoneFailsAndDisturbsNobody() {
        scenario.table.due(Mails.invitation(null));
        scenario.table.due(Mails.invitation(DELETED));
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(scenario.round()).expectNext(false).verifyComplete();

        assertThat(scenario.table.settled)
                .extracting(Settlement::state)
                .containsExactlyInAnyOrder(State.FAILED, State.FAILED, State.SENT);
        assertThat(scenario.server.seen).hasSize(1);
    }

    @Test
    void anUnsendableMailCountsNoAttempt() {
        scenario.table.due(Mails.invitation(null));

        StepVerifier.create(scenario.round()).expectNext(false).verifyComplete();

        assertThat(scenario.table.settled).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.FAILED);
            assertThat(one.attempts()).isZero();
        });
    }

    @Test
    void decisionsAreToldEvenWhenTheInvitationIsDeletedSince() {
        scenario.table.due(Mails.welcome(DELETED));
        scenario.table.due(Mails.refusal(RejectionReason.INVITATION_DELETED, DELETED));

        StepVerifier.create(scenario.round()).expectNext(false).verifyComplete();

        assertThat(scenario.table.settled).extracting(Settlement::state).containsOnly(State.SENT);
    }

    @Test
    void whatIsOverThePaceOfItsDomainWaitsForItsTurn() {
        scenario.pace = domain -> domain.equals("example.com") ? Duration.ofSeconds(7) : Duration.ZERO;
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(scenario.round()).expectNext(false).verifyComplete();

        assertThat(scenario.server.seen).isEmpty();
        assertThat(scenario.table.settled).singleElement().satisfies(one -> {
            assertThat(one.attempts()).isZero();
            assertThat(one.dueIn()).isEqualTo(Duration.ofSeconds(7));
            assertThat(one.paced()).isTrue();
        });
    }
}
