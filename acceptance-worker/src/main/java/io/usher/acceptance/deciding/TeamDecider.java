package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Command.TeamChange;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.id.MemberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of changing the members of a team, as a pure function of the members as they are. */
public final class TeamDecider {

    private final CallerRights caller;
    private final Map<MemberId, Member> members;
    private final Map<MemberId, Member> changed = new LinkedHashMap<>();
    private final Map<MemberId, String> outcomes = new LinkedHashMap<>();

    private TeamDecider(CallerRights caller, List<Member> members) {
        this.caller = caller;
        this.members = members.stream()
                .filter(Member::active)
                .collect(Collectors.toUnmodifiableMap(Member::id, Function.identity()));
    }

    /**
     * @param team null if there is no such team any more
     * @param members whom the command names, as far as they are known
     */
    public static BatchResult decide(TeamChange command, @Nullable Grantable team, List<Member> members, Instant now) {
        TeamDecider decider = new TeamDecider(command.caller(), members);
        for (MemberId member : command.added()) {
            decider.outcomes.put(member, team == null ? MemberTeamChanged.NO_SUCH_TEAM : decider.add(member, team));
        }
        for (MemberId member : command.removed()) {
            decider.outcomes.put(member, team == null ? MemberTeamChanged.NO_SUCH_TEAM : decider.remove(member, team));
        }
        return BatchResult.only(new TeamChanged(command, List.copyOf(decider.changed.values()), decider.outcomes), now);
    }

    private String add(MemberId id, Grantable team) {
        Member member = current(id);
        if (member == null) {
            return MemberTeamChanged.NOT_A_MEMBER;
        }
        if (member.holdsAll(List.of(team.id()))) {
            return changed.containsKey(id) ? MemberTeamChanged.CHANGED : MemberTeamChanged.UNCHANGED;
        }
        if (!caller.reach(member.grants()) || !caller.cover(member.grants())) {
            return MemberTeamChanged.EXCEEDS_OWN_SCOPES;
        }
        if (member.grants().size() >= Member.MOST_GRANTS) {
            return MemberTeamChanged.TOO_MANY_GRANTS;
        }
        return change(member, Grantable.together(member.grants(), List.of(team)));
    }

    private String remove(MemberId id, Grantable team) {
        Member member = current(id);
        if (member == null) {
            return MemberTeamChanged.NOT_A_MEMBER;
        }
        if (!member.holdsAll(List.of(team.id()))) {
            return MemberTeamChanged.UNCHANGED;
        }
        if (!caller.reach(member.grants()) || !caller.cover(member.grants())) {
            return MemberTeamChanged.EXCEEDS_OWN_SCOPES;
        }
        return change(
                member,
                member.grants().stream()
                        .filter(one -> !one.id().equals(team.id()))
                        .toList());
    }

    /** Null if there is no such member as far as the caller may know. */
    private @Nullable Member current(MemberId id) {
        Member before = members.get(id);
        return before == null || !caller.see(before.grants()) ? null : changed.getOrDefault(id, before);
    }

    private String change(Member member, List<Grantable> holding) {
        changed.put(member.id(), member.with(holding, member.accessExpiresAt()));
        return MemberTeamChanged.CHANGED;
    }
}
