package io.usher.notifier.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

final class RoundsTest {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger rounds = new AtomicInteger();

    @Test
    void whileThereIsMoreTheNextRoundFollowsAtOnce() {
        Rounds tested = new Rounds("test", LONG, () -> Mono.just(rounds.incrementAndGet() < 5));

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL)
                .then(() -> expectRounds(5))
                .then(tested::stop)
                .verifyComplete();
    }

    @Test
    void restIsNoLongerThanThePoll() {
        Rounds tested = new Rounds("test", POLL, () -> Mono.just(rounds.incrementAndGet() < 0));

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL.multipliedBy(3))
                .then(() -> expectRounds(4))
                .then(tested::stop)
                .verifyComplete();
    }

    @Test
    void aWakeUpDuringARoundLeadsToAnother() {
        Sinks.Empty<Void> first = Sinks.empty();
        Rounds tested = new Rounds(
                "test",
                LONG,
                () -> Mono.defer(
                        () -> rounds.incrementAndGet() == 1 ? first.asMono().thenReturn(false) : Mono.just(false)));

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL)
                .then(tested::wake)
                .then(tested::wake)
                .then(() -> first.tryEmitEmpty().orThrow())
                .thenAwait(POLL)
                .then(() -> assertThat(rounds).hasValueGreaterThan(1))
                .then(tested::stop)
                .verifyComplete();
    }

    @Test
    void aRoundThatFailsIsRepeatedUntilItSucceeds() {
        Rounds tested = new Rounds(
                "test",
                LONG,
                () -> Mono.defer(() -> rounds.incrementAndGet() < 20
                        ? Mono.error(new IllegalStateException("database gone"))
                        : Mono.just(false)));

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(Duration.ofMinutes(3))
                .then(() -> expectRounds(20))
                .then(tested::stop)
                .verifyComplete();
    }

    @Test
    void stoppingWaitsForTheRoundUnderWay() {
        Sinks.Empty<Void> first = Sinks.empty();
        Rounds tested = new Rounds("test", LONG, () -> {
            rounds.incrementAndGet();
            return first.asMono().thenReturn(true);
        });

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL)
                .then(tested::stop)
                .expectNoEvent(POLL)
                .then(() -> first.tryEmitEmpty().orThrow())
                .thenAwait(POLL)
                .verifyComplete();
        expectRounds(1);
    }

    private void expectRounds(int expected) {
        assertThat(rounds).hasValue(expected);
    }
}
