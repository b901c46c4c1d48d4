package io.usher.notifier.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.notifier.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

final class RoundsTest {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger rounds = new AtomicInteger();
    private final List<String> counted = new ArrayList<>();
    private Instant now = Instant.parse("2030-05-01T12:00:00Z");
    private final Clock clock = new TestClock(() -> now);

    @Test
    void whileThereIsMoreTheNextRoundFollowsAtOnce() {
        Rounds tested = rounds(LONG, alive -> Mono.just(rounds.incrementAndGet() < 5));

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL)
                .then(() -> expectRounds(5))
                .then(tested::stop)
                .verifyComplete();
    }

    @Test
    void restIsNoLongerThanThePoll() {
        Rounds tested = rounds(POLL, alive -> Mono.just(rounds.incrementAndGet() < 0));

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL.multipliedBy(3))
                .then(() -> expectRounds(4))
                .then(tested::stop)
                .verifyComplete();
    }

    @Test
    void aWakeUpDuringARoundLeadsToAnother() {
        Sinks.Empty<Void> first = Sinks.empty();
        Rounds tested = rounds(
                LONG,
                alive -> Mono.defer(
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
    void whatWakesDuringARestWaitsForItsEnd() {
        Duration rest = Duration.ofMillis(200);
        Rounds tested = new Rounds(
                "test", LONG, rest, alive -> Mono.fromCallable(() -> rounds.incrementAndGet() < 0), failures(), clock);

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(Duration.ofMillis(1))
                .then(() -> expectRounds(1))
                .then(tested::wake)
                .then(tested::wake)
                .thenAwait(rest.minusMillis(2))
                .then(() -> expectRounds(1))
                .thenAwait(Duration.ofMillis(1))
                .then(() -> expectRounds(2))
                .then(tested::stop)
                .verifyComplete();
    }

    @Test
    void aRoundThatFailsIsRepeatedUntilItSucceeds() {
        Rounds tested = rounds(
                LONG,
                alive -> Mono.defer(() -> rounds.incrementAndGet() < 20
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
        Rounds tested = rounds(LONG, alive -> {
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

    @Test
    void aRoundThatHangsIsNoticed() {
        Rounds tested = rounds(POLL, alive -> Mono.never());

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL)
                .then(() -> {
                    now = now.plus(Duration.ofMinutes(1));
                    assertThat(tested.hangs(Duration.ofMinutes(1))).isFalse();
                    now = now.plus(POLL).plusMillis(1);
                    assertThat(tested.hangs(Duration.ofMinutes(1))).isTrue();
                })
                .thenCancel()
                .verify();
    }

    @Test
    void aLongRoundThatGetsOnDoesNotHang() {
        List<Runnable> signs = new ArrayList<>();
        Rounds tested = rounds(POLL, alive -> {
            signs.add(alive);
            return Mono.never();
        });

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL)
                .then(() -> {
                    now = now.plus(Duration.ofHours(1));
                    signs.getFirst().run();
                    assertThat(tested.silence()).isZero();
                })
                .thenCancel()
                .verify();
    }

    @Test
    void aLaneThatHangsHoldsUpNoOther() {
        Rounds tested = new Rounds(
                "test",
                POLL,
                Duration.ZERO,
                List.of(alive -> Mono.never(), alive -> Mono.fromSupplier(() -> rounds.incrementAndGet() < 0)),
                failures(),
                clock);

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(POLL.multipliedBy(3))
                .then(() -> now = now.plus(LONG))
                .then(() -> expectRounds(4))
                .then(() -> assertThat(tested.silence()).isEqualTo(LONG))
                .thenCancel()
                .verify();
    }

    @Test
    void eachFailureIsCountedAndABugIsNoOutage() {
        RuntimeException[] failures = {
            new IllegalStateException("column renamed"), new UncheckedIOException(new IOException("gone"))
        };
        Rounds tested = rounds(
                LONG,
                alive -> Mono.defer(() -> rounds.incrementAndGet() <= failures.length
                        ? Mono.error(failures[rounds.get() - 1])
                        : Mono.just(false)));

        StepVerifier.withVirtualTime(tested::run)
                .thenAwait(Duration.ofMinutes(1))
                .then(() -> assertThat(counted).containsExactly("test unknown", "test outage"))
                .then(tested::stop)
                .verifyComplete();
    }

    private Rounds rounds(Duration poll, Function<Runnable, Mono<Boolean>> round) {
        return new Rounds("test", poll, Duration.ZERO, round, failures(), clock);
    }

    private Failures failures() {
        return new Failures(
                UncheckedIOException.class::isInstance,
                clock,
                (work, passes) -> counted.add(work + (passes ? " outage" : " unknown")));
    }

    private void expectRounds(int expected) {
        assertThat(rounds).hasValue(expected);
    }
}
