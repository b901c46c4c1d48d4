package io.usher.runtime.polling;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Runs a task repeatedly from the start of the program to its stop: again at once while there is more to do, otherwise when
 * woken, and at the latest after an interval. A wake-up during a run causes another run; none is lost. A run that fails is
 * reported and repeated with backoff until it succeeds. A run that hangs is not cancelled, but the loop is no longer {@link
 * #isHealthy healthy}. A stop waits for the runs that are in progress. Several tasks run concurrently and do not wait for
 * each other; the runs of one task do not overlap.
 */
public final class PollingLoop implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(PollingLoop.class);

    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);

    /** Every call to the database or to a broker has a far shorter timeout. */
    public static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private static final Duration EMITTED_WITHIN = Duration.ofSeconds(1);

    private final String name;
    private final Duration interval;
    private final Duration longestSilence;
    private final List<Worker> workers;
    private final WorkReports reports;
    private final LongSupplier nanoTime;
    private final Sinks.Many<Long> wakeUps = Sinks.many().multicast().directBestEffort();
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private volatile boolean stopping;
    private volatile @Nullable Disposable running;
    private volatile @Nullable Disposable awaitingEnd;

    /**
     * @param name for logs, metrics and health
     * @param interval the longest time between the end of a run and the next one
     */
    public PollingLoop(String name, Duration interval, Task task, WorkReports reports) {
        this(name, interval, LONGEST_SILENCE, List.of(task), reports);
    }

    /**
     * @param longestSilence the longest time in which a healthy run makes no progress
     * @param tasks run concurrently
     */
    public PollingLoop(String name, Duration interval, Duration longestSilence, List<Task> tasks, WorkReports reports) {
        this(name, interval, longestSilence, tasks, reports, System::nanoTime);
    }

    /** @param nanoTime what silence is measured by: clocks of machines are set, this is not */
    PollingLoop(
            String name,
            Duration interval,
            Duration longestSilence,
            List<Task> tasks,
            WorkReports reports,
            LongSupplier nanoTime) {
        this.name = name;
        this.interval = interval;
        this.longestSilence = longestSilence;
        this.reports = reports;
        this.nanoTime = nanoTime;
        this.workers = tasks.stream().map(Worker::new).toList();
    }

    /** What is repeated. */
    @FunctionalInterface
    public interface Task {

        /**
         * Runs once; emits whether there may be more to do.
         *
         * @param progress to be called whenever a long run makes progress
         */
        Mono<Boolean> run(Runnable progress);
    }

    public String name() {
        return name;
    }

    @Override
    public void start() {
        reports.watch(name, this::silence);
        running = run().doOnError(failure ->
                        LOG.error("{} ended: it does not run again until the program is restarted", name, failure))
                .onErrorComplete()
                .doFinally(signal -> ended.tryEmitEmpty())
                .subscribe();
    }

    /** Runs the tasks until {@link #stop}, then completes when the runs in progress are done. To be subscribed to once. */
    Mono<Void> run() {
        return Flux.merge(workers.stream().map(Worker::run).toList()).then();
    }

    /** Causes a run of each task soon, however often it is called. Thread-safe; does nothing while the loop is not running. */
    public void wake() {
        // A wake-up that does not fit in is not needed: there is one that is still to be looked at.
        while (wakeUps.tryEmitNext(0L) == EmitResult.FAIL_NON_SERIALIZED) {
            Thread.onSpinWait();
        }
    }

    /** Starts no further run. */
    @Override
    public void stop() {
        stopping = true;
        stop.emitEmpty(Sinks.EmitFailureHandler.busyLooping(EMITTED_WITHIN));
    }

    @Override
    public void stop(Runnable whenStopped) {
        stop();
        awaitingEnd = ended.asMono().doFinally(signal -> whenStopped.run()).subscribe();
    }

    /** Cancels the runs that did not end within Spring's timeout for a stop. */
    @Override
    public void destroy() {
        dispose(running);
        dispose(awaitingEnd);
    }

    private static void dispose(@Nullable Disposable subscription) {
        if (subscription != null) {
            subscription.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        Disposable current = running;
        return current != null && !current.isDisposed();
    }

    /** Whether the loop runs and each task made progress lately. */
    public boolean isHealthy() {
        return isRunning() && !hangs();
    }

    boolean hangs() {
        return silence().compareTo(interval.plus(longestSilence)) > 0;
    }

    /** The time since the slowest task last made progress, ended or failed. */
    Duration silence() {
        return workers.stream()
                .map(Worker::silence)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private final class Worker {

        private final Task task;
        private volatile long lastProgress = nanoTime.getAsLong();

        Worker(Task task) {
            this.task = task;
        }

        Mono<Void> run() {
            return Flux.merge(
                            Flux.interval(Duration.ZERO, interval).onBackpressureLatest(),
                            wakeUps.asFlux().onBackpressureLatest())
                    .takeUntilOther(stop.asMono())
                    .onBackpressureLatest()
                    .publishOn(Schedulers.parallel(), 1)
                    .concatMap(wakeUp -> runWhileThereIsMore(), 0)
                    .then();
        }

        private Mono<Void> runWhileThereIsMore() {
            return Mono.defer(() -> stopping ? Mono.just(false) : task.run(this::progress))
                    .doOnNext(more -> progress())
                    .repeat()
                    .takeUntil(more -> !more)
                    .retryWhen(Retry.backoff(Long.MAX_VALUE, SHORTEST_BACKOFF)
                            .maxBackoff(LONGEST_BACKOFF)
                            .transientErrors(true)
                            .doBeforeRetry(this::failed))
                    .then();
        }

        private void progress() {
            lastProgress = nanoTime.getAsLong();
        }

        private void failed(Retry.RetrySignal failed) {
            progress();
            reports.failed(name, failed.failure(), "it is repeated with backoff until it succeeds");
        }

        private Duration silence() {
            return Duration.ofNanos(nanoTime.getAsLong() - lastProgress);
        }
    }
}
