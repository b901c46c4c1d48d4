package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class WritingResultsTest {

    private final SendingScenario scenario = new SendingScenario();

    @Test
    void aResultIsWrittenHoweverOftenTheDatabaseFails() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.table.failures = 5;

        StepVerifier.withVirtualTime(() -> scenario.round())
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(false)
                .verifyComplete();

        assertThat(scenario.server.seen).hasSize(1);
        assertThat(scenario.table.settled).hasSize(1);
        assertThat(scenario.outages("settling")).isEqualTo(5);
    }

    @Test
    void aResultThatABugKeepsFromBeingWrittenStopsSendingAndIsNoOutage() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.table.failures = 1;
        scenario.table.failure = new IllegalStateException("column renamed");

        StepVerifier.withVirtualTime(() -> scenario.round())
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(29))
                .thenAwait(Duration.ofSeconds(2))
                .expectNext(false)
                .verifyComplete();

        assertThat(scenario.bugs("settling")).isOne();
        assertThat(scenario.outages("settling")).isZero();
    }

    /** So many are sent again when the process dies. */
    @Test
    void whileResultsAreNotWrittenOnlyAFewMoreAreSent() {
        for (int i = 0; i < 200; i++) {
            scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        }
        scenario.table.written = Mono.never();

        StepVerifier.withVirtualTime(() -> scenario.sending(new Limits(4, 200, 5, Duration.ofMinutes(2), Duration.ofMinutes(1)))
                        .round(SendingScenario.NO_PROGRESS))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(1))
                .thenCancel()
                .verify();

        assertThat(scenario.server.seen).hasSize(5);
    }
}
