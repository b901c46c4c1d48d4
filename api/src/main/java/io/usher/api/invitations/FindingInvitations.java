package io.usher.api.invitations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.organizations.Organization;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import reactor.core.publisher.Mono;

/**
 * Shows callers the invitations that exist for them. Takes {@code invitations:read}, {@code invitations:write} or
 * {@code learners:invite}, as far as that reaches.
 */
public final class FindingInvitations {

    private final Invitations invitations;

    public FindingInvitations(Invitations invitations) {
        this.invitations = invitations;
    }

    /**
     * By id or code. Ends the request with 404 if there is no such invitation, it is not the caller's to see, or it is
     * deleted.
     */
    public Mono<Invitation> find(Caller caller, String reference) {
        return present(caller, reference, Action.READ_INVITATIONS);
    }

    /** Likewise, for callers who may do this to it; 403 if they may only see it. */
    public Mono<Invitation> present(Caller caller, String reference, Action action) {
        return find(caller, Reference.of(reference), action).doOnNext(FindingInvitations::requirePresent);
    }

    private Mono<Invitation> find(Caller caller, Reference reference, Action action) {
        return invitations
                .find(reference)
                .filter(invitation -> caller.sees(invitation.organization()))
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .doOnNext(invitation -> caller.in(invitation.organization())
                        .require(
                                action,
                                Action.READ_INVITATIONS,
                                invitation.grants().reached()));
    }

    /** Ends the request as {@link #present} does, but for deleted ones. For what belongs to an invitation, such as its invitees. */
    public Mono<Void> require(Caller caller, OrganizationId organization, InvitationId invitation, Action action) {
        if (!caller.sees(organization)) {
            return Mono.error(Refusal::notFound);
        }
        caller.in(organization).require(action);
        return caller.in(organization).reach(action).everybody()
                ? Mono.empty()
                : find(caller, new Reference("", invitation.value()), action).then();
    }

    /** Likewise by id or code. */
    public Mono<Void> require(Caller caller, String reference, Action action) {
        return find(caller, Reference.of(reference), action).then();
    }

    static void requirePresent(Invitation invitation) {
        if (invitation.isDeleted()) {
            throw Refusal.notFound("invitation-deleted", "The invitation was deleted.");
        }
    }

    /** Those of an organization that the caller may see. */
    public Mono<Page<Invitation>> list(
            Caller caller, Organization organization, Invitations.Filter filter, PageRequest page) {
        Rights rights = caller.in(organization.id());
        rights.require(Action.READ_INVITATIONS);
        return invitations.page(organization.id(), filter, rights.reach(Action.READ_INVITATIONS), page);
    }
}
