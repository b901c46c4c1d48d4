package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.RejectionReason;
import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import io.usher.notifier.sending.MessageUpdate.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

final class SendingDueMailsTest {

    private static final MailContext DELETED = Mails.challenge(InvitationOnMail.State.DELETED);

    private final SendingScenario scenario = new SendingScenario();

    @Test
    void aMailThatTheServerAcceptsIsSent() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.table.updates).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.SENT);
            assertThat(one.attempts()).isOne();
            assertThat(one.dueIn()).isNull();
        });
    }

    @Test
    void aMailWithoutInvitationIsSent() {
        scenario.table.due(Mails.welcome(new MailContext(Mails.ENGINES, null)));

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.table.updates).extracting(MessageUpdate::state).containsExactly(State.SENT);
    }

    @Test
    void afterAFullClaimThereMayBeMore() {
        for (int i = 0; i < 4; i++) {
            scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        }

        StepVerifier.create(scenario.run()).expectNext(true).verifyComplete();
    }

    @Test
    void aTemporaryFailureIsRetriedLater() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.server.answers = mail -> new Deferred("450 later");

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.table.updates).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.QUEUED);
            assertThat(one.attempts()).isOne();
            assertThat(one.dueIn()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
            assertThat(one.error()).isEqualTo("450 later");
        });
    }

    @Test
    void aMailAboutAMissingOrDeletedInvitationFailsAndTheOthersAreSent() {
        scenario.table.due(Mails.invitation(null));
        scenario.table.due(Mails.invitation(DELETED));
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.table.updates)
                .extracting(MessageUpdate::state)
                .containsExactlyInAnyOrder(State.FAILED, State.FAILED, State.SENT);
        assertThat(scenario.server.seen).hasSize(1);
    }

    @Test
    void anUndeliverableMailCountsNoAttempt() {
        scenario.table.due(Mails.invitation(null));

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.table.updates).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.FAILED);
            assertThat(one.attempts()).isZero();
        });
    }

    /** However long: it is not one of the attempts after which a mail is given up. */
    @Test
    void aMailWhoseInvitationIsNotOpenWaits() {
        scenario.table.due(Mails.invitation(Mails.challenge(InvitationOnMail.State.SCHEDULED)));

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.server.seen).isEmpty();
        assertThat(scenario.table.updates).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.QUEUED);
            assertThat(one.waits()).isTrue();
            assertThat(one.attempts()).isZero();
        });
    }

    @Test
    void decisionsAreSentEvenIfTheInvitationIsDeleted() {
        scenario.table.due(Mails.welcome(DELETED));
        scenario.table.due(Mails.refusal(RejectionReason.INVITATION_DELETED, DELETED));

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.table.updates).extracting(MessageUpdate::state).containsOnly(State.SENT);
    }

    @Test
    void aMailOverThePaceOfItsDomainWaitsForItsTurn() {
        scenario.pace = domain -> domain.equals("example.com") ? Duration.ofSeconds(7) : Duration.ZERO;
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(scenario.run()).expectNext(false).verifyComplete();

        assertThat(scenario.server.seen).isEmpty();
        assertThat(scenario.table.updates).singleElement().satisfies(one -> {
            assertThat(one.attempts()).isZero();
            assertThat(one.dueIn()).isEqualTo(Duration.ofSeconds(7));
            assertThat(one.paced()).isTrue();
        });
    }
}
