package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberGranted;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import java.time.Instant;

/** The events about members that publish the decisions of a batch. */
record MemberEvents(Instant decidedAt) {

    MemberEvent of(Request request, Accepted accepted) {
        return accepted.joined()
                ? new MemberJoined(
                        accepted.member(),
                        request.organization(),
                        request.email().normal(),
                        request.email().typed(),
                        request.firstName(),
                        request.lastName(),
                        request.invitation(),
                        request.id(),
                        accepted.granted().grants(),
                        decidedAt)
                : new MemberGranted(
                        accepted.member(),
                        request.organization(),
                        request.email().normal(),
                        request.invitation(),
                        request.id(),
                        accepted.granted().grants(),
                        decidedAt);
    }

    MemberChanged changed(CommandId command, Member member) {
        return new MemberChanged(
                member.id(),
                member.person().organization(),
                member.person().address(),
                member.email(),
                member.firstName(),
                member.lastName(),
                member.grantNames(),
                command,
                decidedAt);
    }

    MemberTeamChanged changed(TeamChanged team) {
        return new MemberTeamChanged(
                team.command().command(),
                team.command().organization(),
                new GrantableId(team.command().team()),
                team.changed().stream().map(Member::id).toList(),
                decidedAt);
    }

    /** The end of a membership that a command caused. */
    MemberLeft left(MembershipEnded ended) {
        Member member = ended.member();
        return new MemberLeft(
                member.id(),
                member.person().organization(),
                member.person().address(),
                ended.cause() == Cause.WITHDRAWN ? MemberLeft.WITHDRAWN : MemberLeft.REMOVED,
                ended.command(),
                decidedAt);
    }

    MemberAccessEnded accessEnded(Member member) {
        return new MemberAccessEnded(
                member.id(), member.person().organization(), member.person().address(), decidedAt);
    }

    MemberChangeRefused refused(MemberCommandRefused refused) {
        return new MemberChangeRefused(
                refused.command(),
                refused.person().organization(),
                refused.person().address(),
                refused.reason(),
                decidedAt);
    }
}
