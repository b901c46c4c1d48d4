package io.usher.api.invitees;

import io.usher.api.granting.InvitationsOfTeams;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.HoldingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.KeepingInvitations;
import io.usher.api.invitations.Terms;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.util.UUID;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Standing invitations follow their teams. */
final class FollowingTeams implements InvitationsOfTeams {

    private final StandingInvitations standing;
    private final HoldingInvitations holding;
    private final KeepingInvitations keeping;
    private final Clock clock;

    FollowingTeams(StandingInvitations standing, HoldingInvitations holding, KeepingInvitations keeping, Clock clock) {
        this.standing = standing;
        this.holding = holding;
        this.keeping = keeping;
        this.clock = clock;
    }

    @Override
    public Mono<Void> renamed(Caller caller, OrganizationId organization, UUID team, String before, String after) {
        return change(caller, organization, team, terms -> terms.name().equals(before) ? terms.withName(after) : terms);
    }

    @Override
    public Mono<Void> deleted(Caller caller, OrganizationId organization, UUID team) {
        return change(caller, organization, team, terms -> terms.withStatus(InvitationStatus.DISABLED));
    }

    private Mono<Void> change(Caller caller, OrganizationId organization, UUID team, UnaryOperator<Terms> change) {
        return standing.ofTeam(team)
                .flatMap(id -> holding.hold(organization, id))
                .flatMap(held -> {
                    Invitation before = held.invitation();
                    Terms after = change.apply(before.terms());
                    return after.equals(before.terms())
                            ? Mono.empty()
                            : keeping.changeUnaudited(
                                    caller, before, before.changed(after, before.grants(), clock.instant()));
                })
                .then();
    }
}
