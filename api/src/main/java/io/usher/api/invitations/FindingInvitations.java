package io.usher.api.invitations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.Organization;
import reactor.core.publisher.Mono;

/** Shows callers the invitations that exist for them. Takes {@code invitations:read} or {@code invitations:write}. */
public final class FindingInvitations {

    private final Invitations invitations;

    public FindingInvitations(Invitations invitations) {
        this.invitations = invitations;
    }

    /** By id or code. Ends the request with 404 if there is no such invitation, it is not the caller's, or it is deleted. */
    public Mono<Invitation> find(Caller caller, String reference) {
        return present(caller, reference, Action.READ_INVITATIONS);
    }

    /** Likewise, for callers who may do this in the invitation's organization. */
    public Mono<Invitation> present(Caller caller, String reference, Action action) {
        return invitations
                .find(Reference.of(reference))
                .filter(invitation -> caller.sees(invitation.organization()))
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .doOnNext(invitation -> {
                    caller.in(invitation.organization()).require(action);
                    requirePresent(invitation);
                });
    }

    static void requirePresent(Invitation invitation) {
        if (invitation.isDeleted()) {
            throw Refusal.notFound("invitation-deleted", "The invitation was deleted.");
        }
    }

    /** Those of an organization that the caller may see. */
    public Mono<Page<Invitation>> list(
            Caller caller, Organization organization, Invitations.Filter filter, PageRequest page) {
        caller.in(organization.id()).require(Action.READ_INVITATIONS);
        return invitations.page(organization.id(), filter, page);
    }
}
