package io.usher.notifier.rounds;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Does rounds of work, one after the other: the next at once while there is more to do, else when woken, and at the
 * latest after a while. A wake-up during a round leads to another round; none is lost. A round that fails is repeated
 * with backoff for as long as it takes.
 */
public final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);
    private static final Duration WAKING = Duration.ofSeconds(1);

    private final String name;
    private final Duration poll;
    private final Supplier<Mono<Boolean>> round;
    private final Sinks.Many<Long> wakeUps = Sinks.many().multicast().directBestEffort();
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private volatile boolean stopping;

    /**
     * @param name for logs
     * @param poll how long to rest when nothing wakes
     * @param round one round; emits whether there may be more to do
     */
    public Rounds(String name, Duration poll, Supplier<Mono<Boolean>> round) {
        this.name = name;
        this.poll = poll;
        this.round = round;
    }

    /** Runs until {@link #stop}, then completes when the round under way is done. To be subscribed to once. */
    public Mono<Void> run() {
        return Flux.merge(Flux.interval(Duration.ZERO, poll), wakeUps.asFlux())
                .takeUntilOther(stop.asMono())
                .onBackpressureLatest()
                .publishOn(Schedulers.parallel(), 1)
                .concatMap(wakeUp -> whileThereIsMore(), 0)
                .then();
    }

    /** Leads to a round soon. Safe for several threads; does nothing while not running. */
    public void wake() {
        wakeUps.emitNext(0L, Sinks.EmitFailureHandler.busyLooping(WAKING));
    }

    /** Begins no further round. */
    public void stop() {
        stopping = true;
        stop.emitEmpty(Sinks.EmitFailureHandler.busyLooping(WAKING));
    }

    private Mono<Void> whileThereIsMore() {
        return Mono.defer(() -> stopping ? Mono.just(false) : round.get())
                .repeat()
                .takeUntil(more -> !more)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, SHORTEST_BACKOFF)
                        .maxBackoff(LONGEST_BACKOFF)
                        .transientErrors(true)
                        .doBeforeRetry(this::report))
                .then();
    }

    /** The first of several failures in full: an outage is no reason to fill the logs. */
    private void report(Retry.RetrySignal failed) {
        if (failed.totalRetriesInARow() == 0) {
            LOG.warn("{}: round failed, it is repeated with backoff until it succeeds", name, failed.failure());
        } else {
            LOG.warn(
                    "{}: round failed {} times: {}",
                    name,
                    failed.totalRetriesInARow() + 1,
                    failed.failure().toString());
        }
    }
}
