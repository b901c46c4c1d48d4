package io.usher.api.pages.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.problem.Refusal;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps pages of invitations up to date: however many look at one, it is read and written as text once. The more streams
 * there are, the less often seats are counted down. Safe for several threads.
 */
final class LiveInvitations implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveInvitations.class);

    private static final Duration READ_EVERY = Duration.ofSeconds(1);
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);

    private static final int FEW = 1_000;
    private static final int MANY = 10_000;

    /** Over which time many are told that something opens or closes. */
    private static final Duration SPREAD = Duration.ofSeconds(3);

    private static final int SOONEST_RETRY = 2_000;
    private static final int LATEST_RETRY = 8_000;

    private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

    private final Function<String, Mono<LiveSeats>> seats;
    private final JsonMapper json;
    private final int most;
    private final Scheduler timer;
    private final AtomicInteger streams = new AtomicInteger();
    private final Map<String, Flux<Text>> sources = new ConcurrentHashMap<>();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean running;

    /**
     * @param seats of the invitation with that code
     * @param most how many streams there may be
     */
    LiveInvitations(Function<String, Mono<LiveSeats>> seats, JsonMapper json, int most, Scheduler timer) {
        this.seats = seats;
        this.json = json;
        this.most = most;
        this.timer = timer;
    }

    /**
     * As it is sent to everybody.
     *
     * @param isTurn whether it says that one can join now, or not any more
     */
    private record Text(byte[] bytes, boolean isTurn) {

        Text(String text, boolean isTurn) {
            this(text.getBytes(UTF_8), isTurn);
        }
    }

    /** What one stream sends, until the program ends or nobody reads it; empty if there is no room for another. */
    Optional<Flux<byte[]>> follow(String code) {
        if (streams.incrementAndGet() > most) {
            streams.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(Flux.concat(Mono.fromSupplier(LiveInvitations::retry), texts(code))
                .takeUntilOther(end.asMono())
                .doFinally(signal -> streams.decrementAndGet()));
    }

    private static byte[] retry() {
        return ("retry: " + ThreadLocalRandom.current().nextInt(SOONEST_RETRY, LATEST_RETRY) + "\n\n").getBytes(UTF_8);
    }

    /** Who reads slowly gets the newest. */
    private Flux<byte[]> texts(String code) {
        Flux<byte[]> comments =
                Flux.interval(COMMENT_EVERY, timer).onBackpressureDrop().map(tick -> COMMENT);
        Flux<byte[]> texts = Flux.defer(() -> sources.computeIfAbsent(code, this::source))
                .onBackpressureLatest()
                .concatMap(text -> Mono.just(text.bytes()).delaySubscription(delay(text), timer), 0);
        return Flux.merge(1, texts, comments);
    }

    private Duration delay(Text text) {
        return text.isTurn() && streams.get() > FEW
                ? Duration.ofMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis()))
                : Duration.ZERO;
    }

    /** One for all streams of an invitation. */
    private Flux<Text> source(String code) {
        return Flux.defer(() -> {
                    Changes changes = new Changes();
                    return Flux.interval(Duration.ZERO, READ_EVERY, timer)
                            .onBackpressureDrop()
                            .concatMap(tick -> read(code), 1)
                            .mapNotNull(changes::next)
                            .doFinally(signal -> sources.remove(code));
                })
                .replay(1)
                .refCount(1);
    }

    private Mono<LiveSeats> read(String code) {
        return seats.apply(code)
                .onErrorResume(Refusal.class, busy -> Mono.empty())
                .onErrorResume(Outage::isBehind, outage -> {
                    LOG.warn("pages: an invitation cannot be read: {} (next try in 1 s)", Outage.describe(outage));
                    return Mono.empty();
                });
    }

    /** What was sent last. For one thread at a time. */
    private final class Changes {

        private @Nullable LiveSeats last;

        /** Null if it is not to be sent, or not yet. */
        @Nullable Text next(LiveSeats read) {
            LiveSeats before = last;
            boolean isTurn = before != null && !before.isLike(read);
            boolean isDue = before == null
                    || isTurn
                    || (!Objects.equals(before.seats(), read.seats())
                            && !read.now().isBefore(before.now().plus(every())));
            if (!isDue) {
                return null;
            }
            last = read;
            return new Text("data: " + json.writeValueAsString(read) + "\n\n", isTurn);
        }
    }

    private Duration every() {
        int open = streams.get();
        return Duration.ofSeconds(open <= FEW ? 1 : open <= MANY ? 5 : 15);
    }

    int streams() {
        return streams.get();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Ends the streams before the web server waits for its last requests. */
    @Override
    public void stop() {
        running = false;
        var unused = end.tryEmitEmpty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Last to start, first to stop. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
