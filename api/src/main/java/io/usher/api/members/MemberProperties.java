package io.usher.api.members;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.http.problem.FieldChecks;
import io.usher.contract.event.GrantKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller may change of a member. */
@Schema(name = "MemberProperties")
public record MemberProperties(
        @ArraySchema(
                maxItems = MOST_GRANTS,
                arraySchema =
                        @Schema(description = "Names or ids; learner if there is none", example = "[\"learner\"]"))
        @Nullable List<@Nullable String> roles,

        @ArraySchema(maxItems = MOST_GRANTS, arraySchema = @Schema(description = "Names or ids", example = "[]"))
        @Nullable List<@Nullable String> teams,

        @Schema(description = "Name or id", example = "Berlin") @Nullable String unit,

        @ArraySchema(maxItems = MOST_GRANTS, arraySchema = @Schema(description = "Names or ids", example = "[]"))
        @Nullable List<@Nullable String> groups,

        @ArraySchema(maxItems = MOST_GRANTS, arraySchema = @Schema(description = "Names or ids", example = "[]"))
        @Nullable List<@Nullable String> courses,

        @Schema(
                description =
                        "When the membership ends, within a minute; null = never. The last admin of the organization stays")
        @Nullable Instant accessExpiresAt) {

    public static final String ACCESS_EXPIRES_AT = "accessExpiresAt";

    private static final int MOST_GRANTS = 100;
    private static final int LONGEST_NAME = 255;

    static MemberProperties from(Member member) {
        return new MemberProperties(
                new ArrayList<>(member.names(GrantKind.ROLE)),
                new ArrayList<>(member.names(GrantKind.TEAM)),
                member.names(GrantKind.UNIT).stream().findFirst().orElse(null),
                new ArrayList<>(member.names(GrantKind.GROUP)),
                new ArrayList<>(member.names(GrantKind.COURSE)),
                member.accessExpiresAt());
    }

    /** What is named of a kind; each is a name or an id. */
    List<String> names(FieldChecks checks, GrantKind kind) {
        List<@Nullable String> named = switch (kind) {
            case ROLE -> roles;
            case TEAM -> teams;
            case UNIT -> unit == null ? null : List.of(unit);
            case GROUP -> groups;
            case COURSE -> courses;
        };
        return kind.isSingle() && named != null
                ? List.of(checks.line(kind.property(), named.getFirst(), LONGEST_NAME))
                : checks.names(kind.property(), named, MOST_GRANTS);
    }
}
