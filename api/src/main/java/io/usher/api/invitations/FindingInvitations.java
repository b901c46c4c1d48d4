package io.usher.api.invitations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Scope;
import io.usher.api.organizations.Organization;
import reactor.core.publisher.Mono;

/** Shows callers the invitations that exist for them. Takes {@code invitations:read} or {@code invitations:write}. */
public final class FindingInvitations {

    private final Invitations invitations;

    public FindingInvitations(Invitations invitations) {
        this.invitations = invitations;
    }

    /** By id or code. Ends the request with 404 where there is none, it is not the caller's, or it is deleted. */
    public Mono<Invitation> find(Caller caller, String reference) {
        return present(caller, reference, Scope.INVITATIONS_READ, Scope.INVITATIONS_WRITE);
    }

    /** Likewise, for callers who hold one of these scopes. */
    public Mono<Invitation> present(Caller caller, String reference, Scope... anyOf) {
        return invitations
                .find(Reference.of(reference))
                .filter(invitation -> caller.mayActIn(invitation.organization()))
                .switchIfEmpty(Mono.error(Problem::notFound))
                .doOnNext(invitation -> {
                    caller.require(anyOf);
                    requirePresent(invitation);
                });
    }

    static void requirePresent(Invitation invitation) {
        if (invitation.isDeleted()) {
            throw Problem.of(404, "invitation-deleted", "The invitation was deleted.");
        }
    }

    /** Those of an organization that the caller may see. */
    public Mono<Page<Invitation>> list(
            Caller caller, Organization organization, Invitations.Filter filter, PageRequest page) {
        caller.require(Scope.INVITATIONS_READ, Scope.INVITATIONS_WRITE);
        return invitations
                .list(organization.id(), filter, page)
                .collectList()
                .map(fetched -> page.page(
                        fetched, Order.BY_ID, invitation -> invitation.id().value()));
    }
}
