package io.usher.api.acceptances.cache;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.StoredInvitations;
import io.usher.api.acceptances.StoredInvitations.State;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.TurnsOfTenants;
import io.usher.contract.event.InvitationState;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A cache of the invitations that people ask for. Keeps the newest version of each invitation that it receives. Loads
 * unknown invitations on demand, a few at a time for each tenant. A tenant's concurrent requests for one invitation
 * share a load. Thread-safe.
 */
public final class InvitationView implements KnownInvitations {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int UUID_LENGTH = 36;

    /** For one tenant; fewer than there are connections for look-ups. */
    private static final int LOOKUPS_AT_ONCE = 2;

    private static final int LOOKUPS_WAITING = 256;
    private static final Duration LOOKUPS_WITHIN = Duration.ofSeconds(2);

    private final StoredInvitations stored;
    private final Cache<InvitationId, KnownInvitation> known;
    private final Cache<String, InvitationId> codes;

    /** Results of the last second, including misses and failures, so that repeated misses do not reach the database. */
    private final Cache<Asked, Mono<KnownInvitation>> lookups;

    private final TurnsOfTenants turns = new TurnsOfTenants(LOOKUPS_AT_ONCE, LOOKUPS_WAITING, LOOKUPS_WITHIN);

    private final AtomicLong generation = new AtomicLong();

    /**
     * @param limit how many invitations to keep; each invited domain counts as much as an invitation
     * @param time the clock by which results expire after a second
     */
    public InvitationView(StoredInvitations stored, int limit, Ticker time) {
        this.stored = stored;
        this.known = Caffeine.newBuilder()
                .maximumWeight(limit)
                .weigher((InvitationId id, KnownInvitation invitation) ->
                        1 + invitation.admission().audience().domains().size())
                .build();
        this.codes = Caffeine.newBuilder().maximumSize(limit).build();
        this.lookups = Caffeine.newBuilder()
                .maximumSize(limit)
                .expireAfterWrite(SECOND)
                .ticker(time)
                .build();
    }

    @Override
    public Mono<KnownInvitation> find(Caller caller, String idOrCode) {
        Optional<InvitationId> id = idOf(idOrCode);
        if (id.isEmpty() && !CODE.matcher(idOrCode).matches()) {
            return Mono.empty();
        }
        KnownInvitation hit = id.map(known::getIfPresent).orElse(null);
        return hit == null ? lookups.get(new Asked(caller.tenant(), idOrCode), this::lookup) : Mono.just(hit);
    }

    private Optional<InvitationId> idOf(String idOrCode) {
        if (idOrCode.length() != UUID_LENGTH) {
            return Optional.ofNullable(codes.getIfPresent(idOrCode));
        }
        try {
            return Optional.of(new InvitationId(UUID.fromString(idOrCode)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.ofNullable(codes.getIfPresent(idOrCode));
        }
    }

    /** The first caller may cancel: the others continue to wait, and the turn lasts as long as the look-up. */
    private Mono<KnownInvitation> lookup(Asked asked) {
        return turns.inTurn(asked.tenant(), () -> lookup(asked.idOrCode()))
                // A refusal for too many look-ups is not cached.
                .doOnError(Refusal.class, refused -> lookups.invalidate(asked))
                .cache();
    }

    private Mono<KnownInvitation> lookup(String idOrCode) {
        return idOf(idOrCode)
                .map(id -> load(stored.withId(id)))
                .orElseGet(() -> load(stored.withCode(idOrCode)).doOnNext(found -> codes.put(idOrCode, found.id())));
    }

    @Override
    public Mono<Current> current(Collection<KnownInvitation> asked) {
        Map<InvitationId, KnownInvitation> before =
                asked.stream().collect(toMap(KnownInvitation::id, invitation -> invitation, (one, same) -> one));
        return stored.states(before.keySet())
                .flatMap(states -> Flux.fromIterable(states.invitations().entrySet())
                        .concatMap(state -> current(requireNonNull(before.get(state.getKey())), state.getValue()))
                        .collectMap(KnownInvitation::id)
                        .map(invitations -> new Current(states.at(), invitations)));
    }

    /** Within the same version, only the use of the quota can have changed. */
    private Mono<KnownInvitation> current(KnownInvitation before, State state) {
        return load(
                before.version() == state.version()
                        ? Mono.just(before.withFull(state.full()))
                        : stored.withId(before.id()));
    }

    /** A result that was read before a gap in the events may be outdated by missed events, and is not kept. */
    private Mono<KnownInvitation> load(Mono<KnownInvitation> query) {
        return Mono.defer(() -> {
            long before = generation.get();
            return query.doOnNext(found -> {
                known.asMap().merge(found.id(), found, (old, read) -> read.version() >= old.version() ? read : old);
                if (generation.get() != before) {
                    known.invalidate(found.id());
                }
            });
        });
    }

    /**
     * Reports a change; in any order, any number of times. It says nothing of the use of the quota, which stays as it was:
     * before somebody is refused for that, {@link #current} is asked.
     */
    public void changed(InvitationState state) {
        known.asMap()
                .merge(
                        state.id(),
                        KnownInvitation.of(state),
                        (old, changed) -> changed.version() > old.version() ? changed.withFull(old.full()) : old);
    }

    /** Whether {@link #usedUp} would change anything. */
    public boolean isKnownWithRoom(InvitationId invitation) {
        KnownInvitation hit = known.getIfPresent(invitation);
        return hit != null && !hit.full();
    }

    /** Reports that the quota is used up. */
    public void usedUp(InvitationId invitation) {
        known.asMap().computeIfPresent(invitation, (id, old) -> old.withFull(true));
    }

    /** Drops all invitations, because changes may have been missed. */
    public void forget() {
        generation.incrementAndGet();
        known.invalidateAll();
    }

    private record Asked(String tenant, String idOrCode) {}
}
