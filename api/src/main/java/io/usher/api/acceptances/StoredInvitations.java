package io.usher.api.acceptances;

import io.usher.contract.id.InvitationId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Invitations and the use of their quota as they are stored now. Empty if there is no such invitation; includes deleted
 * ones. Every method fails with {@link StoreFailure} if the database does not answer.
 */
public interface StoredInvitations {

    Mono<KnownInvitation> withId(InvitationId id);

    Mono<KnownInvitation> withCode(String code);

    /** What changes most often, of many invitations in one statement. */
    Mono<States> states(Collection<InvitationId> ids);

    /**
     * The states of those invitations that exist.
     *
     * @param at the time by the clock of the database
     */
    record States(Instant at, Map<InvitationId, State> invitations) {}

    /**
     * What tells whether an invitation is still as known.
     *
     * @param version changes with everything that decides whom the invitation admits, but for {@code full}
     * @param full whether the whole quota is used
     */
    record State(long version, boolean full) {}
}
