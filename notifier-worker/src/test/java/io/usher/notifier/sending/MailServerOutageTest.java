package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.notifier.sending.DeliveryOutcome.Cause;
import io.usher.notifier.sending.DeliveryOutcome.NotAttempted;
import io.usher.notifier.sending.DeliveryOutcome.Sent;
import io.usher.notifier.sending.MessageUpdate.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

final class MailServerOutageTest {

    private final SendingScenario scenario = new SendingScenario();

    @Test
    void anUnavailableServerCostsNoAttemptAndStopsClaiming() {
        SendingDueMails sending = scenario.sending();
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.server.answers = mail -> new NotAttempted(Cause.SERVER_UNAVAILABLE);
        scenario.server.unavailable = true;

        StepVerifier.create(sending.run(SendingScenario.NO_PROGRESS)).verifyError(MailServerUnavailableException.class);
        StepVerifier.create(sending.run(SendingScenario.NO_PROGRESS)).verifyError(MailServerUnavailableException.class);

        assertThat(scenario.table.claims).isOne();
        assertThat(scenario.table.updates).singleElement().satisfies(one -> {
            assertThat(one.attempts()).isZero();
            assertThat(one.dueIn()).isEqualTo(Duration.ZERO);
        });
    }

    @Test
    void sendingContinuesWhenTheServerIsBack() {
        SendingDueMails sending = scenario.sending();
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        scenario.table.due(mail);
        scenario.server.answers = one -> new NotAttempted(Cause.SERVER_UNAVAILABLE);
        StepVerifier.create(sending.run(SendingScenario.NO_PROGRESS)).verifyError(MailServerUnavailableException.class);
        scenario.server.answers = one -> new Sent();
        scenario.table.due(mail);

        StepVerifier.create(sending.run(SendingScenario.NO_PROGRESS))
                .expectNext(false)
                .verifyComplete();

        assertThat(scenario.table.updates)
                .last()
                .extracting(MessageUpdate::state)
                .isEqualTo(State.SENT);
    }
}
