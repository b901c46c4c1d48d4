package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class WritingResultsTest {

    private final SendingScenario scenario = new SendingScenario();

    @Test
    void writingIsRetriedUntilTheDatabaseIsBack() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.table.failures = 5;

        StepVerifier.withVirtualTime(() -> scenario.run())
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(false)
                .verifyComplete();

        assertThat(scenario.server.seen).hasSize(1);
        assertThat(scenario.table.updates).hasSize(1);
        assertThat(scenario.outages("writing results")).isEqualTo(5);
    }

    @Test
    void aBugInWritingStopsSendingAndIsNotCountedAsOutage() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.table.failures = 1;
        scenario.table.failure = new IllegalStateException("column renamed");

        StepVerifier.withVirtualTime(() -> scenario.run())
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(29))
                .thenAwait(Duration.ofSeconds(2))
                .expectNext(false)
                .verifyComplete();

        assertThat(scenario.bugs("writing results")).isOne();
        assertThat(scenario.outages("writing results")).isZero();
    }

    /** So many are sent again when the process dies. */
    @Test
    void onlyOneBatchIsSentWhileResultsAreNotWritten() {
        for (int i = 0; i < 200; i++) {
            scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        }
        scenario.table.written = Mono.never();

        StepVerifier.withVirtualTime(() -> scenario.sending(
                                new SendingLimits(4, 200, 5, Duration.ofMinutes(2), Duration.ofMinutes(1)))
                        .run(SendingScenario.NO_PROGRESS))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(1))
                .thenCancel()
                .verify();

        assertThat(scenario.server.seen).hasSize(5);
    }
}
