package io.usher.api.http.security;

import io.usher.api.http.problem.Refusal;
import io.usher.runtime.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Whether those who read streams may still read them: a stream may be open for longer than its key or session is valid. One
 * statement for the keys of all of them, and none while there is no stream; a session is looked at as for a request.
 */
@Component
public final class LiveCallers {

    private static final Logger LOG = LoggerFactory.getLogger(LiveCallers.class);

    private static final String CURRENT = LiveCallers.class.getName();

    private static final Duration KEYS_LOOKED_AT_EVERY = Duration.ofSeconds(4);

    /** Of streams with a token, however long it lasts. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration PEOPLE_LOOKED_AT_EVERY = Duration.ofSeconds(1);

    private final ApiKeys stored;
    private final Clock clock;
    private final Map<UUID, Integer> watched = new ConcurrentHashMap<>();
    private final Flux<Looked> looks;

    /** @param callers those of the keys that are valid, by id */
    private record Looked(Set<UUID> asked, Map<UUID, Caller> callers) {

        boolean saysNoLonger(Caller caller, UUID key) {
            return asked.contains(key) && !caller.equals(callers.get(key));
        }
    }

    LiveCallers(ApiKeys stored, Clock clock) {
        this.stored = stored;
        this.clock = clock;
        this.looks = Flux.interval(KEYS_LOOKED_AT_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> look().onErrorResume(Outage::isBehind, LiveCallers::unknown), 1)
                .share();
    }

    /** In what is served with it, the caller of a session is who it says they are now; empty if nobody is. */
    static Context with(Context context, Mono<Caller> current) {
        return context.put(CURRENT, current);
    }

    /**
     * Completes within five seconds after the caller's key is revoked or expires, their token expires, their session ends, or
     * what they may do changes.
     */
    public Mono<Void> over(Caller caller) {
        Instant endsAt = caller.endsAt();
        if (endsAt != null) {
            return Mono.defer(() -> {
                Duration left = Duration.between(clock.instant(), endsAt);
                return Mono.delay(left.compareTo(LONGEST) < 0 ? left : LONGEST).then();
            });
        }
        return caller.key().map(key -> over(caller, key)).orElseGet(() -> overForPerson(caller));
    }

    private Mono<Void> over(Caller caller, UUID key) {
        return Mono.defer(() -> {
            var unused = watched.merge(key, 1, Integer::sum);
            return looks.filter(looked -> looked.saysNoLonger(caller, key))
                    .next()
                    .then()
                    .doFinally(
                            end -> watched.computeIfPresent(key, (same, streams) -> streams == 1 ? null : streams - 1));
        });
    }

    private Mono<Looked> look() {
        return Mono.defer(() -> {
            Set<UUID> asked = Set.copyOf(watched.keySet());
            return stored.findAll(List.copyOf(asked))
                    .filter(key -> !key.isOverAt(clock.instant()))
                    .collect(Collectors.toMap(ApiKey::id, ApiKey::caller))
                    .map(callers -> new Looked(asked, callers));
        });
    }

    private static Mono<Void> overForPerson(Caller caller) {
        return Mono.deferContextual(context -> {
            Mono<Caller> current = context.get(CURRENT);
            return Flux.interval(PEOPLE_LOOKED_AT_EVERY)
                    .onBackpressureDrop()
                    .concatMap(
                            tick -> current.map(caller::equals)
                                    .defaultIfEmpty(false)
                                    .onErrorResume(LiveCallers::passes, LiveCallers::unknown),
                            1)
                    .filter(same -> !same)
                    .next()
                    .then();
        });
    }

    /** So many look who is signed in that this had no turn, or the database is away. */
    private static boolean passes(Throwable failure) {
        return failure instanceof Refusal || Outage.isBehind(failure);
    }

    private static <T> Mono<T> unknown(Throwable outage) {
        LOG.warn(
                "streams: whether their readers may read on is not known: {} (it is looked at again)",
                Outage.describe(outage));
        return Mono.empty();
    }
}
