package io.usher.api.acceptances;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Acceptances that are decided. Every method fails with {@link StoreFailure} if they cannot be read now. */
public interface Acceptances {

    Mono<Acceptance> find(AcceptanceId id);

    /** Which of these are decided, read in one statement. */
    Mono<Set<AcceptanceId>> among(Collection<AcceptanceId> ids);

    /**
     * A decision as it came from the log, with what that does not say: the place of somebody who asked again while they
     * waited. Without it if it cannot be read now.
     */
    default Mono<Acceptance> complete(Acceptance decision) {
        return decision.outcome() == Outcome.WAITLISTED && decision.position() == null
                // The store has counted this outage.
                ? find(decision.id())
                        .onErrorResume(StoreFailure.class, unknown -> Mono.empty())
                        .defaultIfEmpty(decision)
                : Mono.just(decision);
    }

    /** Which of these uses of invitations are held by an acceptance, read in one statement. */
    Mono<Set<Use>> held(Collection<Use> uses);

    /** In queue order, after the place {@code after}. With a filter it searches a bounded number of places. */
    Mono<Found> of(InvitationId invitation, AcceptanceFilter filter, long after, int limit);

    /**
     * A part of the list.
     *
     * @param searchedTo the place up to which it was searched; null = to the end, or to the limit
     */
    record Found(List<Placed> placed, @Nullable Long searchedTo) {}

    /**
     * An acceptance and its place in the invitation's queue.
     *
     * @param ordinal from 1
     */
    record Placed(long ordinal, Acceptance acceptance) {}

    /**
     * One person's use of an invitation's quota.
     *
     * @param address in normal form
     */
    record Use(InvitationId invitation, String address) {}
}
