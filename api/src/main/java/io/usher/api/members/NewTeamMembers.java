package io.usher.api.members;

import static io.usher.api.members.TeamMembersBody.ADDED;
import static io.usher.api.members.TeamMembersBody.ALREADY_IN_TEAM;
import static io.usher.api.members.TeamMembersBody.EMAIL_INVALID;
import static io.usher.api.members.TeamMembersBody.EMAIL_MISSING;
import static io.usher.api.members.TeamMembersBody.EXCEEDS_OWN_SCOPES;
import static io.usher.api.members.TeamMembersBody.INVALID;
import static io.usher.api.members.TeamMembersBody.NOT_A_MEMBER;
import static io.usher.api.members.TeamMembersBody.PENDING;
import static io.usher.api.members.TeamMembersBody.TOO_MANY_GRANTS;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.http.problem.Refusal;
import io.usher.api.members.TeamMembersBody.Result;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The people whom a request adds to a team, in its order. */
public final class NewTeamMembers {

    /** In one request. */
    public static final int MOST = 1_000;

    private final List<Row> rows;

    private NewTeamMembers(List<Row> rows) {
        this.rows = rows;
    }

    @Schema(name = "NewTeamMember")
    public record NewTeamMember(
            @Schema(example = "ada@example.com", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String email) {}

    /** @param member null if the address is none */
    private record Row(@Nullable String email, @Nullable MemberId member) {}

    /** Ends the request with 400 if they are too many. */
    public static NewTeamMembers of(OrganizationId organization, List<@Nullable NewTeamMember> people) {
        if (people.size() > MOST) {
            throw Refusal.invalid("[]", "must have at most " + MOST + " items");
        }
        return new NewTeamMembers(people.stream()
                .map(person -> row(organization, person == null ? null : person.email()))
                .toList());
    }

    private static Row row(OrganizationId organization, @Nullable String email) {
        return new Row(
                email,
                email == null
                        ? null
                        : EmailAddress.parse(email)
                                .map(address -> MemberId.of(organization, address.normal()))
                                .orElse(null));
    }

    /** Each once. */
    public List<MemberId> members() {
        return rows.stream()
                .map(Row::member)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** @param outcomes those of the members who are decided */
    public TeamMembersBody answer(Map<MemberId, String> outcomes) {
        Set<MemberId> before = new HashSet<>();
        List<Result> results = new ArrayList<>();
        for (Row row : rows) {
            results.add(result(row, outcomes, row.member() != null && !before.add(row.member())));
        }
        return TeamMembersBody.from(results);
    }

    private static Result result(Row row, Map<MemberId, String> outcomes, boolean again) {
        if (row.member() == null) {
            boolean missing = row.email() == null || row.email().isBlank();
            return new Result(row.email(), INVALID, missing ? EMAIL_MISSING : EMAIL_INVALID);
        }
        String outcome = outcomes.get(row.member());
        if (outcome == null) {
            return new Result(row.email(), PENDING, null);
        }
        return switch (outcome) {
            case MemberTeamChanged.CHANGED -> new Result(row.email(), again ? ALREADY_IN_TEAM : ADDED, null);
            case MemberTeamChanged.UNCHANGED -> new Result(row.email(), ALREADY_IN_TEAM, null);
            case MemberTeamChanged.NOT_A_MEMBER -> new Result(row.email(), NOT_A_MEMBER, null);
            case MemberTeamChanged.EXCEEDS_OWN_SCOPES -> new Result(row.email(), INVALID, EXCEEDS_OWN_SCOPES);
            case MemberTeamChanged.TOO_MANY_GRANTS -> new Result(row.email(), INVALID, TOO_MANY_GRANTS);
            default -> throw new IllegalStateException("outcome: " + outcome + " (expected a known one)");
        };
    }
}
