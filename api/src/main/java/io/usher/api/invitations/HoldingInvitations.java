package io.usher.api.invitations;

import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Organizations;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import reactor.core.publisher.Mono;

/**
 * Holds an invitation until the caller's transaction ends. Nothing about it is decided meanwhile, and whatever is decided
 * later sees what the transaction changed.
 */
public final class HoldingInvitations {

    private final FindingInvitations finding;
    private final Organizations organizations;
    private final Invitations invitations;

    public HoldingInvitations(FindingInvitations finding, Organizations organizations, Invitations invitations) {
        this.finding = finding;
        this.organizations = organizations;
        this.invitations = invitations;
    }

    /** An invitation that is held together with its organization. */
    public record Held(Organization organization, Invitation invitation) {}

    /** By id or code, for callers who may do this. Ends the request like {@link FindingInvitations#present}. */
    public Mono<Held> hold(Caller caller, String reference, Action action) {
        return finding.present(caller, reference, action)
                .flatMap(found -> hold(found.organization(), found.id()))
                // It may have been changed since it was found.
                .doOnNext(held -> caller.in(held.organization().id())
                        .require(
                                action,
                                Action.READ_INVITATIONS,
                                held.invitation().grants().reached()));
    }

    /** Ends the request with 404 if the invitation is deleted. */
    public Mono<Held> hold(OrganizationId organization, InvitationId invitation) {
        return organizations
                .lock(organization, false)
                .flatMap(locked -> invitations.lock(invitation).map(held -> new Held(locked, held)))
                .doOnNext(held -> FindingInvitations.requirePresent(held.invitation()));
    }
}
