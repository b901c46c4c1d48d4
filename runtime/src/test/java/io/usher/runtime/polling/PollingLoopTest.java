package io.usher.runtime.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usher.runtime.polling.PollingLoop.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

final class PollingLoopTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger runs = new AtomicInteger();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Clock clock = Clock.systemUTC();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void whileThereIsMoreTheNextRunFollowsAtOnce() {
        PollingLoop loop = loop(LONG, progress -> Mono.fromSupplier(() -> runs.incrementAndGet() < 5));

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(INTERVAL)
                .then(() -> expectRuns(5))
                .then(loop::stop)
                .verifyComplete();
    }

    @Test
    void aRunFollowsAfterEachInterval() {
        PollingLoop loop = loop(INTERVAL, this::countRun);

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(INTERVAL.multipliedBy(3))
                .then(() -> expectRuns(4))
                .then(loop::stop)
                .verifyComplete();
    }

    @Test
    void aWakeUpDuringARunCausesAnother() {
        Sinks.Empty<Void> first = Sinks.empty();
        PollingLoop loop = loop(
                LONG,
                progress -> Mono.defer(
                        () -> runs.incrementAndGet() == 1 ? first.asMono().thenReturn(false) : Mono.just(false)));

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(INTERVAL)
                .then(loop::wake)
                .then(loop::wake)
                .then(() -> first.tryEmitEmpty().orThrow())
                .thenAwait(INTERVAL)
                .then(() -> assertThat(runs).hasValueGreaterThan(1))
                .then(loop::stop)
                .verifyComplete();
    }

    @Test
    void aLoopThatManyThreadsWakeAtTheSameTimeStillRuns() {
        PollingLoop loop = loop(Duration.ofMillis(1), this::countRun);
        loop.start();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 200_000; i++) {
                        loop.wake();
                    }
                });
            }
        }
        int before = runs.get();

        await().untilAsserted(() -> {
            loop.wake();
            assertThat(runs).hasValueGreaterThan(before + 1);
        });
        assertThat(loop.isRunning()).isTrue();
        loop.destroy();
    }

    @Test
    void aRunThatFailsIsRepeatedUntilItSucceeds() {
        PollingLoop loop = loop(
                LONG,
                progress -> Mono.defer(() -> runs.incrementAndGet() < 20
                        ? Mono.error(new IllegalStateException("database gone"))
                        : Mono.just(false)));

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(Duration.ofMinutes(3))
                .then(() -> expectRuns(20))
                .then(loop::stop)
                .verifyComplete();
    }

    @Test
    void aStopWaitsForTheRunInProgress() {
        Sinks.Empty<Void> first = Sinks.empty();
        AtomicBoolean stopped = new AtomicBoolean();
        PollingLoop loop = loop(LONG, progress -> {
            runs.incrementAndGet();
            return first.asMono().thenReturn(true);
        });

        StepVerifier.withVirtualTime(() -> {
                    loop.start();
                    return Mono.never();
                })
                .thenAwait(INTERVAL)
                .then(() -> loop.stop(() -> stopped.set(true)))
                .thenAwait(INTERVAL)
                .then(() -> assertThat(stopped).isFalse())
                .then(() -> first.tryEmitEmpty().orThrow())
                .thenAwait(INTERVAL)
                .then(() -> assertThat(stopped).isTrue())
                .thenCancel()
                .verify();

        assertThat(loop.isRunning()).isFalse();
        expectRuns(1);
    }

    @Test
    void aRunThatDoesNotEndAfterAStopIsCancelled() {
        AtomicBoolean cancelled = new AtomicBoolean();
        PollingLoop loop = loop(LONG, progress -> Mono.<Boolean>never().doOnCancel(() -> cancelled.set(true)));

        StepVerifier.withVirtualTime(() -> {
                    loop.start();
                    return Mono.never();
                })
                .thenAwait(INTERVAL)
                .then(loop::stop)
                .then(loop::destroy)
                .then(() -> assertThat(cancelled).isTrue())
                .thenCancel()
                .verify();
    }

    @Test
    void aRunThatHangsIsNoticed() {
        PollingLoop loop = loop(INTERVAL, progress -> Mono.never());

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(INTERVAL)
                .then(() -> {
                    pass(PollingLoop.LONGEST_SILENCE);
                    assertThat(loop.hangs()).isFalse();
                    pass(INTERVAL.plusMillis(1));
                    assertThat(loop.hangs()).isTrue();
                })
                .thenCancel()
                .verify();
    }

    @Test
    void aLongRunThatMakesProgressDoesNotHang() {
        List<Runnable> signs = new ArrayList<>();
        PollingLoop loop = loop(INTERVAL, progress -> {
            signs.add(progress);
            return Mono.never();
        });

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(INTERVAL)
                .then(() -> {
                    pass(LONG);
                    signs.getFirst().run();
                    assertThat(loop.silence()).isZero();
                })
                .thenCancel()
                .verify();
    }

    @Test
    void aTaskThatHangsDelaysNoOther() {
        PollingLoop loop = new PollingLoop(
                "test",
                INTERVAL,
                LONG,
                List.of(progress -> Mono.never(), this::countRun),
                new WorkReports(UncheckedIOException.class::isInstance, clock, meters),
                nanos::get);

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(INTERVAL.multipliedBy(3))
                .then(() -> pass(LONG))
                .then(() -> expectRuns(4))
                .then(() -> assertThat(loop.silence()).isEqualTo(LONG))
                .thenCancel()
                .verify();
    }

    @Test
    void eachFailureIsCountedAndABugIsNoOutage() {
        RuntimeException[] failures = {
            new IllegalStateException("column renamed"),
            new UncheckedIOException(new IOException("gone")),
            new UncheckedIOException(new IOException("gone"))
        };
        PollingLoop loop = loop(
                LONG,
                progress -> Mono.defer(() -> runs.incrementAndGet() <= failures.length
                        ? Mono.error(failures[runs.get() - 1])
                        : Mono.just(false)));

        StepVerifier.withVirtualTime(loop::run)
                .thenAwait(Duration.ofMinutes(1))
                .then(loop::stop)
                .verifyComplete();

        assertThat(failures("unknown")).isOne();
        assertThat(failures("outage")).isEqualTo(2);
    }

    @Test
    void theAgeIsTheTimeSinceTheLastProgress() {
        PollingLoop loop = loop(LONG, progress -> Mono.never());

        StepVerifier.withVirtualTime(() -> {
                    loop.start();
                    return Mono.never();
                })
                .thenAwait(INTERVAL)
                .then(() -> pass(Duration.ofSeconds(7)))
                .thenCancel()
                .verify();
        loop.destroy();

        assertThat(meters.get("usher.work.age").tag("work", "test").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(7);
    }

    private PollingLoop loop(Duration interval, Task task) {
        return new PollingLoop(
                "test",
                interval,
                PollingLoop.LONGEST_SILENCE,
                List.of(task),
                new WorkReports(UncheckedIOException.class::isInstance, clock, meters),
                nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Mono<Boolean> countRun(Runnable progress) {
        return Mono.fromSupplier(() -> runs.incrementAndGet() < 0);
    }

    private void expectRuns(int expected) {
        assertThat(runs).hasValue(expected);
    }

    private double failures(String cause) {
        return meters.find("usher.work.failures").tags("work", "test", "cause", cause).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
