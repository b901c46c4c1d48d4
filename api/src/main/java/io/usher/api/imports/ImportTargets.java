package io.usher.api.imports;

import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitees.StandingInvitations;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import reactor.core.publisher.Mono;

/** Where callers import people to. Takes {@code invitations:write}, or {@code invitations:read} to see what was imported. */
final class ImportTargets {

    private final FindingInvitations finding;
    private final StandingInvitations standing;
    private final FindingOrganizations organizations;

    ImportTargets(FindingInvitations finding, StandingInvitations standing, FindingOrganizations organizations) {
        this.finding = finding;
        this.standing = standing;
        this.organizations = organizations;
    }

    /** By id or code. Ends the request with 404 if there is no such invitation. */
    Mono<InvitationId> invitation(Caller caller, String reference) {
        return finding.present(caller, reference, Action.CHANGE_INVITATIONS).map(Invitation::id);
    }

    /** Ends the request unless the caller may import people to it. */
    Mono<Void> require(Caller caller, InvitationId invitation) {
        return finding.require(caller, invitation.toString(), Action.CHANGE_INVITATIONS);
    }

    /** Ends the request unless the caller may import people into the team. */
    Mono<Void> requireTeam(Caller caller, String organization, String team) {
        return standing.requireChangeable(caller, organization, team);
    }

    /** The standing invitation of a team, made if there is none. To be part of a transaction. */
    Mono<InvitationId> team(Caller caller, String organization, String team) {
        return standing.findOrMakeUnaudited(caller, organization, team);
    }

    Mono<OrganizationId> organization(Caller caller, String reference) {
        return organizations.find(caller, reference).map(Organization::id);
    }

    /** By id or code. Ends the request with 404 if there is no such invitation. */
    Mono<InvitationId> readable(Caller caller, String reference) {
        return finding.find(caller, reference).map(Invitation::id);
    }

    /** Empty if the team has no standing invitation. Ends the request with 404 if there is no such team. */
    Mono<InvitationId> readable(Caller caller, String organization, String team) {
        return standing.find(caller, organization, team);
    }
}
