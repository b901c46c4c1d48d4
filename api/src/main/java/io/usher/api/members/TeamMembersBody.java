package io.usher.api.members;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the people who were to be added to a team. */
@Schema(name = "TeamMembers")
public record TeamMembersBody(
        @Schema(description = "One for each address of the request, in its order")
        List<Result> results,

        Counts counts) {

    static final String ADDED = "added";
    static final String ALREADY_IN_TEAM = "already-in-team";
    static final String NOT_A_MEMBER = "not-a-member";
    static final String INVALID = "invalid";
    static final String PENDING = "pending";

    static final String EMAIL_MISSING = "email-missing";
    static final String EMAIL_INVALID = "email-invalid";
    static final String EXCEEDS_OWN_SCOPES = "exceeds-own-scopes";
    static final String TOO_MANY_GRANTS = "too-many-grants";

    /** @param email as in the request */
    @Schema(name = "TeamMemberResult")
    public record Result(
            @Schema(example = "ada@example.com") @Nullable String email,

            @Schema(
                    description = "`pending` only in the answer 202",
                    allowableValues = {ADDED, ALREADY_IN_TEAM, NOT_A_MEMBER, INVALID, PENDING})
            String outcome,

            @Schema(
                    description =
                            "Why it is invalid; `exceeds-own-scopes`: the member has a role with permissions that the caller"
                                    + " does not hold; `too-many-grants`: the member would hold more than 2,000 roles, teams,"
                                    + " units, groups and courses",
                    allowableValues = {EMAIL_MISSING, EMAIL_INVALID, EXCEEDS_OWN_SCOPES, TOO_MANY_GRANTS})
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable String reason) {}

    /** How many have each outcome. */
    @Schema(name = "TeamMemberCounts")
    public record Counts(
            int added,

            @JsonProperty(ALREADY_IN_TEAM) int alreadyInTeam,

            @JsonProperty(NOT_A_MEMBER) int notAMember,

            int invalid,
            int pending) {}

    static TeamMembersBody from(List<Result> results) {
        return new TeamMembersBody(
                results,
                new Counts(
                        count(results, ADDED),
                        count(results, ALREADY_IN_TEAM),
                        count(results, NOT_A_MEMBER),
                        count(results, INVALID),
                        count(results, PENDING)));
    }

    private static int count(List<Result> results, String outcome) {
        return (int) results.stream()
                .filter(result -> result.outcome().equals(outcome))
                .count();
    }

    boolean isDecided() {
        return counts.pending() == 0;
    }
}
