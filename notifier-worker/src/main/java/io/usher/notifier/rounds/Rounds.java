package io.usher.notifier.rounds;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Does rounds of work, one after the other: the next at once while there is more to do, else when woken, and at the
 * latest after a while. A wake-up during a round leads to another round; none is lost. A round that fails is reported and
 * repeated with backoff for as long as it takes. A round that hangs is not ended, but {@link #silence} grows. Work may be
 * done in several lanes, which do not wait for each other.
 */
public final class Rounds {

    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);
    private static final Duration WAKING = Duration.ofSeconds(1);

    private final String name;
    private final Duration poll;
    private final Duration rest;
    private final List<Lane> lanes;
    private final Failures failures;
    private final Clock clock;
    private final Sinks.Many<Long> wakeUps = Sinks.many().multicast().directBestEffort();
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private volatile boolean stopping;

    /**
     * @param name for logs and metrics
     * @param poll how long until the next round when nothing wakes
     * @param rest how long at least when there is no more to do, whatever wakes: what comes meanwhile is done in one round
     * @param round one round; emits whether there may be more to do, and may tell meanwhile that it is getting on
     */
    public Rounds(
            String name,
            Duration poll,
            Duration rest,
            Function<Runnable, Mono<Boolean>> round,
            Failures failures,
            Clock clock) {
        this(name, poll, rest, List.of(round), failures, clock);
    }

    /** @param lanes a round of each, as above */
    public Rounds(
            String name,
            Duration poll,
            Duration rest,
            List<Function<Runnable, Mono<Boolean>>> lanes,
            Failures failures,
            Clock clock) {
        this.name = name;
        this.poll = poll;
        this.rest = rest;
        this.failures = failures;
        this.clock = clock;
        this.lanes = lanes.stream().map(Lane::new).toList();
    }

    public String name() {
        return name;
    }

    /** Runs until {@link #stop}, then completes when the rounds under way are done. To be subscribed to once. */
    public Mono<Void> run() {
        return Flux.merge(lanes.stream().map(Lane::run).toList()).then();
    }

    /** Leads to a round of each lane soon. Safe for several threads; does nothing while not running. */
    public void wake() {
        wakeUps.emitNext(0L, Sinks.EmitFailureHandler.busyLooping(WAKING));
    }

    /** Begins no further round. */
    public void stop() {
        stopping = true;
        stop.emitEmpty(Sinks.EmitFailureHandler.busyLooping(WAKING));
    }

    /** How long ago a round of the quietest lane has last ended, failed or got on; far longer than the poll = it hangs. */
    public Duration silence() {
        return lanes.stream()
                .map(Lane::silence)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    public boolean hangs(Duration after) {
        return silence().compareTo(poll.plus(after)) > 0;
    }

    private final class Lane {

        private final Function<Runnable, Mono<Boolean>> round;
        private volatile Instant lastSign = clock.instant();

        Lane(Function<Runnable, Mono<Boolean>> round) {
            this.round = round;
        }

        Mono<Void> run() {
            return Flux.merge(Flux.interval(Duration.ZERO, poll), wakeUps.asFlux())
                    .takeUntilOther(stop.asMono())
                    .onBackpressureLatest()
                    .publishOn(Schedulers.parallel(), 1)
                    .concatMap(wakeUp -> whileThereIsMore().then(rest()), 0)
                    .then();
        }

        private Mono<Void> rest() {
            return rest.isZero()
                    ? Mono.empty()
                    : Mono.delay(rest).takeUntilOther(stop.asMono()).then();
        }

        private Mono<Void> whileThereIsMore() {
            return Mono.defer(() -> stopping ? Mono.just(false) : round.apply(this::alive))
                    .doOnNext(more -> alive())
                    .repeat()
                    .takeUntil(more -> !more)
                    .retryWhen(Retry.backoff(Long.MAX_VALUE, SHORTEST_BACKOFF)
                            .maxBackoff(LONGEST_BACKOFF)
                            .transientErrors(true)
                            .doBeforeRetry(this::failed))
                    .then();
        }

        private void alive() {
            lastSign = clock.instant();
        }

        private void failed(Retry.RetrySignal failed) {
            alive();
            failures.report(name, failed.failure(), "it is repeated with backoff until it succeeds");
        }

        private Duration silence() {
            return Duration.between(lastSign, clock.instant());
        }
    }
}
