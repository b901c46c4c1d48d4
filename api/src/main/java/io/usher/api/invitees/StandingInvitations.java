package io.usher.api.invitees;

import io.usher.api.granting.Grantable;
import io.usher.api.granting.Grantables;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.InvitationDraft;
import io.usher.api.invitations.InvitingPeople;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Organizations;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationMode;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The invitation of each team that people are invited to it by. It is made when it is needed first, is listed like any
 * other, and when it was deleted another one takes its place.
 */
public final class StandingInvitations {

    private final FindingOrganizations finding;
    private final Organizations organizations;
    private final Grantables grantables;
    private final InvitingPeople inviting;
    private final FindingInvitations invitations;
    private final DatabaseClient database;

    StandingInvitations(
            FindingOrganizations finding,
            Organizations organizations,
            Grantables grantables,
            InvitingPeople inviting,
            FindingInvitations invitations,
            DatabaseClient database) {
        this.finding = finding;
        this.organizations = organizations;
        this.grantables = grantables;
        this.inviting = inviting;
        this.invitations = invitations;
        this.database = database;
    }

    /** Empty if the team has none that is the caller's to see. Ends the request with 404 if there is no such team. */
    public Mono<InvitationId> find(Caller caller, String organization, String team) {
        return team(caller, organization, team, Action.READ_INVITATIONS)
                .flatMap(found -> ofTeam(found.team().id())
                        .delayUntil(standing -> invitations.require(
                                caller, found.organization().id(), standing, Action.READ_INVITATIONS))
                        .onErrorResume(Refusal.NotFound.class, unseen -> Mono.empty()));
    }

    /**
     * Made if the team has none, inside of the caller's transaction, once however many ask. Ends the request with 403 if it is
     * beyond the caller's reach.
     */
    public Mono<InvitationId> findOrMake(Caller caller, String organization, String team) {
        return findOrMake(caller, organization, team, inviting::invite);
    }

    /** Likewise as a part of something that has an entry in the audit log. */
    public Mono<InvitationId> findOrMakeUnaudited(Caller caller, String organization, String team) {
        return findOrMake(caller, organization, team, inviting::inviteUnaudited);
    }

    private Mono<InvitationId> findOrMake(Caller caller, String organization, String team, Making making) {
        return team(caller, organization, team, Action.CHANGE_INVITATIONS)
                .flatMap(found -> organizations
                        .lock(found.organization().id(), false)
                        .then(hold(found.team()))
                        .then(Mono.defer(() -> ofTeam(found.team().id())))
                        .delayUntil(standing -> requireReached(caller, found, standing))
                        .switchIfEmpty(Mono.defer(() -> make(caller, found, making))));
    }

    /** Ends the request unless the caller may invite people to the team. */
    public Mono<Void> requireChangeable(Caller caller, String organization, String team) {
        return team(caller, organization, team, Action.CHANGE_INVITATIONS)
                .flatMap(found ->
                        ofTeam(found.team().id()).delayUntil(standing -> requireReached(caller, found, standing)))
                .then();
    }

    private Mono<Void> requireReached(Caller caller, Found found, InvitationId standing) {
        return invitations
                .require(caller, found.organization().id(), standing, Action.CHANGE_INVITATIONS)
                // The team is no secret.
                .onErrorMap(Refusal.NotFound.class, unseen -> beyondReach());
    }

    private static Refusal beyondReach() {
        return Refusal.exceedsOwnScopes(
                List.of(new FieldError("team", "its invitation is beyond what your role reaches")));
    }

    private interface Making {

        Mono<Invitation> make(Caller caller, String organization, InvitationDraft draft);
    }

    private record Found(Organization organization, Grantable team) {}

    private Mono<Found> team(Caller caller, String organization, String team, Action action) {
        return finding.find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(action))
                .flatMap(found -> grantables
                        .find(found.id(), GrantKind.TEAM, Reference.of(team))
                        .map(known -> new Found(found, known)))
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    /** Whoever makes one for the same team waits, and finds it then. */
    private Mono<Void> hold(Grantable team) {
        return database.sql("select from directory.grantable where id = :team for no key update")
                .bind("team", team.id())
                .then();
    }

    /** Empty if the team has none. */
    Mono<InvitationId> ofTeam(UUID team) {
        return database.sql("""
                        select id from directory.invitation where standing_team_id = :team and deleted_at is null""")
                .bind("team", team)
                .map(row -> new InvitationId(new Columns(row).uuid("id")))
                .one();
    }

    private Mono<InvitationId> make(Caller caller, Found found, Making making) {
        return making.make(caller, found.organization().id().toString(), draft(found.team()))
                .flatMap(made -> database.sql("""
                                update directory.invitation set standing_team_id = :team where id = :id""")
                        .bind("team", found.team().id())
                        .bind("id", made.id().value())
                        .then()
                        .thenReturn(made.id()));
    }

    private static InvitationDraft draft(Grantable team) {
        return new InvitationDraft(
                team.name(),
                null,
                null,
                InvitationMode.TARGETED.wireName(),
                null,
                null,
                null,
                null,
                InvitationDraft.grants(
                        kind -> kind == GrantKind.TEAM ? List.of(team.id().toString()) : null),
                InvitationStatus.ENABLED.wireName(),
                null,
                null,
                null);
    }
}
