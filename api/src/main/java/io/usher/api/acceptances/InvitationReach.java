package io.usher.api.acceptances;

import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import reactor.core.publisher.Mono;

/** How far the rights of callers reach among invitations. */
@FunctionalInterface
public interface InvitationReach {

    /**
     * Ends the request with 404 if the invitation is not the caller's to see, and with 403 if they may not do this. Without
     * database access if the caller may do it to all invitations.
     */
    Mono<Void> require(Caller caller, OrganizationId organization, InvitationId invitation, Action action);
}
