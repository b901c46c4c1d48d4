package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.Sent;
import io.usher.notifier.sending.Settlement.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

final class MailServerOutageTest {

    private final SendingScenario scenario = new SendingScenario();

    @Test
    void aServerThatIsAwayCostsNoAttemptAndStopsClaiming() {
        SendingDueMails sending = scenario.sending();
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.server.answers = mail -> new NotTried(Cause.SERVER_AWAY);
        scenario.server.away = true;

        StepVerifier.create(sending.round(SendingScenario.NO_PROGRESS)).verifyError(ServerAwayException.class);
        StepVerifier.create(sending.round(SendingScenario.NO_PROGRESS)).verifyError(ServerAwayException.class);

        assertThat(scenario.table.claims).isOne();
        assertThat(scenario.table.settled).singleElement().satisfies(one -> {
            assertThat(one.attempts()).isZero();
            assertThat(one.dueIn()).isEqualTo(Duration.ZERO);
        });
    }

    @Test
    void whenTheServerIsBackSendingGoesOn() {
        SendingDueMails sending = scenario.sending();
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        scenario.table.due(mail);
        scenario.server.answers = one -> new NotTried(Cause.SERVER_AWAY);
        StepVerifier.create(sending.round(SendingScenario.NO_PROGRESS)).verifyError(ServerAwayException.class);
        scenario.server.answers = one -> new Sent();
        scenario.table.due(mail);

        StepVerifier.create(sending.round(SendingScenario.NO_PROGRESS)).expectNext(false).verifyComplete();

        assertThat(scenario.table.settled).last().extracting(Settlement::state).isEqualTo(State.SENT);
    }
}
