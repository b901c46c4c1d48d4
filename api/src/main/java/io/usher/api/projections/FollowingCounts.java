package io.usher.api.projections;

import io.usher.api.http.security.Caller;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Follows the counts of invitations. However many streams there are, the counts of all invitations that are followed are
 * read in one go, once a second, and not at all while nobody follows.
 */
final class FollowingCounts implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FollowingCounts.class);

    static final Duration EVERY = Duration.ofSeconds(1);

    private final Function<List<InvitationId>, Mono<Map<InvitationId, CountsBody>>> counts;
    private final StreamPlaces places;
    private final Scheduler timer;
    private final Map<InvitationId, Integer> followed = new ConcurrentHashMap<>();
    private final Map<InvitationId, Flux<CountsBody>> sources = new ConcurrentHashMap<>();
    private final Flux<Reading> readings;
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean running;

    /**
     * What was read.
     *
     * @param asked the invitations whose counts were asked for; of another one a reading says nothing
     * @param found the counts of those that are not deleted
     */
    private record Reading(Set<InvitationId> asked, Map<InvitationId, CountsBody> found) {

        boolean lacks(InvitationId invitation) {
            return asked.contains(invitation) && !found.containsKey(invitation);
        }
    }

    /**
     * @param counts of those of the invitations that are not deleted
     */
    FollowingCounts(
            Function<List<InvitationId>, Mono<Map<InvitationId, CountsBody>>> counts,
            StreamPlaces places,
            Scheduler timer) {
        this.counts = counts;
        this.places = places;
        this.timer = timer;
        this.readings = Flux.interval(EVERY, timer)
                .onBackpressureDrop()
                .concatMap(
                        tick -> Mono.defer(() -> read(Set.copyOf(followed.keySet())))
                                .onErrorResume(Outage::isBehind, FollowingCounts::unknown),
                        1)
                .share();
    }

    private Mono<Reading> read(Set<InvitationId> invitations) {
        return counts.apply(List.copyOf(invitations)).map(found -> new Reading(invitations, found));
    }

    private static Mono<Reading> unknown(Throwable outage) {
        LOG.warn("streams: counts cannot be read: {} (next try in 1 s)", Outage.describe(outage));
        return Mono.empty();
    }

    /**
     * The counts as they are and then as they change, at most once a second. Completes when the invitation is deleted
     * or the program ends. Fails if there are too many streams.
     */
    Flux<CountsBody> follow(Caller caller, InvitationId invitation) {
        return Flux.using(
                () -> places.take(caller),
                place ->
                        paced(sources.computeIfAbsent(invitation, this::source)).takeUntilOther(end.asMono()),
                places::giveBack);
    }

    /** Who reads slowly gets the newest. */
    private Flux<CountsBody> paced(Flux<CountsBody> followedCounts) {
        return followedCounts
                .onBackpressureLatest()
                .concatMap(
                        one -> Flux.concat(
                                Flux.just(one), Mono.delay(EVERY, timer).then(Mono.empty())),
                        0);
    }

    /** One for all streams of an invitation. */
    private Flux<CountsBody> source(InvitationId invitation) {
        return Flux.defer(() -> {
                    var unused = followed.merge(invitation, 1, Integer::sum);
                    return Flux.concat(read(Set.of(invitation)), readings)
                            .takeWhile(reading -> !reading.lacks(invitation))
                            .mapNotNull(reading -> reading.found().get(invitation))
                            .distinctUntilChanged()
                            .doFinally(signal -> leave(invitation));
                })
                .replay(1)
                .refCount(1);
    }

    private void leave(InvitationId invitation) {
        sources.remove(invitation);
        followed.computeIfPresent(invitation, (same, times) -> times == 1 ? null : times - 1);
    }

    int streams() {
        return places.taken();
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
