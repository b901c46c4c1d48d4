package io.usher.api.accepting;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Acceptances that are decided. Every method fails with {@link StoreFailure} where they cannot be read now. */
public interface Acceptances {

    Mono<Acceptance> find(AcceptanceId id);

    /** In queue order, after the place {@code after}. */
    Flux<Placed> of(InvitationId invitation, AcceptanceFilter filter, long after, int limit);

    /**
     * An acceptance and its place in the invitation's queue.
     *
     * @param ordinal from 1
     */
    record Placed(long ordinal, Acceptance acceptance) {}
}
