package io.usher.api.acceptances;

import io.usher.api.http.security.Caller;
import io.usher.contract.id.InvitationId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Invitations as this program knows them. */
public interface KnownInvitations {

    /**
     * The invitation of that id or code, possibly some moments old; without database access if it is known already. Empty
     * if there is no such invitation. Fails if it is not known and the database cannot be reached, or if too many others
     * that are not known are asked for with the caller's keys; whose invitation it is does not matter.
     */
    Mono<KnownInvitation> find(Caller caller, String idOrCode);

    /**
     * Reads, in one statement for all of them, what may have changed; nothing that was read before the subscription is
     * part of the answer. Fails with {@link StoreFailure}.
     */
    Mono<Current> current(Collection<KnownInvitation> known);

    /**
     * Invitations as they are stored.
     *
     * @param at the time by the clock of the database
     */
    record Current(Instant at, Map<InvitationId, KnownInvitation> invitations) {}
}
