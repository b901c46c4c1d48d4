package io.usher.api.members;

import static java.util.stream.Collectors.toMap;

import io.usher.api.acceptances.StoreFailure;
import io.usher.api.commands.DecidedCommands;
import io.usher.api.commands.DecidedCommands.OfMember;
import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import io.usher.api.commands.SendingCommands;
import io.usher.api.granting.Grantables;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Adds members to teams and removes them. Takes {@code members:write}, or of learners {@code learners:manage}, and each permission of the roles that the members
 * have. The worker decides, many members at a time, and changes nothing else of them. Ends a request with 404 if there is no
 * such team for the caller, with 403 if a member to be removed holds more than the caller, with 409 if the team was deleted
 * meanwhile, and with 503 if some of the commands may not have been sent.
 */
public final class ChangingTeams {

    /** The commands of the largest request, all under way at the same time. */
    private static final int AT_ONCE = 20;

    private final FindingOrganizations organizations;
    private final Grantables grantables;
    private final FindingMembers finding;
    private final SendingCommands sending;
    private final DecidedCommands decided;
    private final Supplier<UUID> ids;

    ChangingTeams(
            FindingOrganizations organizations,
            Grantables grantables,
            FindingMembers finding,
            SendingCommands sending,
            DecidedCommands decided,
            Supplier<UUID> ids) {
        this.organizations = organizations;
        this.grantables = grantables;
        this.finding = finding;
        this.sending = sending;
        this.decided = decided;
        this.ids = ids;
    }

    /** A team that the caller may change. */
    public record Team(OrganizationId organization, GrantableId id) {}

    public Mono<Team> find(Caller caller, String organization, String team) {
        return organizations
                .find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(Action.CHANGE_MEMBERS))
                .flatMap(found -> grantables
                        .find(found.id(), GrantKind.TEAM, Reference.of(team))
                        .map(one -> new Team(found.id(), new GrantableId(one.id()))))
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    /**
     * How a request is repeated.
     *
     * @param key what the caller says the request is
     * @param takenAt when it was first said
     */
    public record Repeatable(String key, Instant takenAt) {}

    /**
     * What became of each of them: one of the constants of {@link MemberTeamChanged}. Those who are not decided in time are
     * missing; the worker decides about them later.
     *
     * @param repeatable requests with an equal one are the same request; null = it is not repeated
     */
    public Mono<Map<MemberId, String>> add(
            Caller caller, Team team, List<MemberId> members, @Nullable Repeatable repeatable, Duration patience) {
        List<MemberTeamChangeRequested> commands = new ArrayList<>();
        for (int from = 0; from < members.size(); from += MemberTeamChangeRequested.MOST_MEMBERS) {
            int to = Math.min(members.size(), from + MemberTeamChangeRequested.MOST_MEMBERS);
            commands.add(new MemberTeamChangeRequested(
                    command(caller, team, repeatable, commands.size()),
                    team.organization(),
                    team.id(),
                    members.subList(from, to),
                    List.of(),
                    caller.in(team.organization()).grantable(),
                    caller.in(team.organization()).member()));
        }
        return repeatable == null
                ? sending.sendTogether(caller, commands, AT_ONCE, patience).then(outcomesSoFar(commands))
                : outcomes(commands)
                        .flatMap(before -> sending.sendTogether(caller, undecided(commands, before), AT_ONCE, patience))
                        .then(outcomesSoFar(commands));
    }

    /** A command that was sent before has the same id again, so that it is decided once. */
    private CommandId command(Caller caller, Team team, @Nullable Repeatable repeatable, int number) {
        return repeatable == null
                ? new CommandId(ids.get())
                : new KeyUse(
                                Digest.of(caller.id(), repeatable.key()),
                                Digest.of(
                                        "team",
                                        team.id().toString(),
                                        repeatable.takenAt().toString(),
                                        Integer.toString(number)))
                        .command();
    }

    private static List<MemberTeamChangeRequested> undecided(
            List<MemberTeamChangeRequested> commands, Map<MemberId, String> outcomes) {
        return commands.stream()
                .filter(command -> !outcomes.keySet().containsAll(command.added()))
                .toList();
    }

    /** Empty if it is not decided in time. Ends the request with 404 if there is no such member in the team. */
    public Mono<Boolean> remove(Caller caller, Team team, String member, Duration patience) {
        return finding.find(caller, team.organization(), member, Action.CHANGE_MEMBERS)
                .flatMap(found -> {
                    MemberTeamChangeRequested command = new MemberTeamChangeRequested(
                            new CommandId(ids.get()),
                            team.organization(),
                            team.id(),
                            List.of(),
                            List.of(found.id()),
                            caller.in(team.organization()).grantable(),
                            caller.in(team.organization()).member());
                    return sending.sendTogether(caller, List.of(command), AT_ONCE, patience)
                            .then(outcomesSoFar(List.of(command)))
                            .flatMap(outcomes -> Mono.justOrEmpty(outcomes.get(found.id())))
                            .map(ChangingTeams::isRemoved);
                });
    }

    private static boolean isRemoved(String outcome) {
        if (outcome.equals(MemberTeamChanged.EXCEEDS_OWN_SCOPES)) {
            throw Refusal.exceedsOwnScopes(
                    new FieldError("member", "has a role with permissions that are not among your scopes"));
        }
        if (!outcome.equals(MemberTeamChanged.CHANGED)) {
            throw Refusal.notFound();
        }
        return true;
    }

    /** The commands take effect, whether their outcomes can be read or not. */
    private Mono<Map<MemberId, String>> outcomesSoFar(List<MemberTeamChangeRequested> commands) {
        return read(commands)
                .onErrorResume(StoreFailure.class, unread -> Mono.just(Map.of()))
                .delayUntil(outcomes ->
                        haveChangedNobody(commands, outcomes) ? sending.changedNobody(commands) : Mono.empty())
                .doOnNext(ChangingTeams::requireTeam);
    }

    private static boolean haveChangedNobody(List<MemberTeamChangeRequested> commands, Map<MemberId, String> outcomes) {
        return !commands.isEmpty()
                && !outcomes.containsValue(MemberTeamChanged.CHANGED)
                && commands.stream()
                        .allMatch(command -> outcomes.keySet().containsAll(command.added())
                                && outcomes.keySet().containsAll(command.removed()));
    }

    private Mono<Map<MemberId, String>> outcomes(List<MemberTeamChangeRequested> commands) {
        return read(commands).doOnNext(ChangingTeams::requireTeam);
    }

    private Mono<Map<MemberId, String>> read(List<MemberTeamChangeRequested> commands) {
        return Flux.defer(() -> decided.ofMembers(commands.stream()
                        .map(MemberTeamChangeRequested::command)
                        .toList()))
                .collect(toMap(OfMember::member, OfMember::outcome, (one, same) -> one));
    }

    private static void requireTeam(Map<MemberId, String> outcomes) {
        if (outcomes.containsValue(MemberTeamChanged.NO_SUCH_TEAM)) {
            throw Refusal.conflict("no-such-grantable", "The team was deleted meanwhile.");
        }
    }
}
