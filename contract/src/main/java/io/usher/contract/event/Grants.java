package io.usher.contract.event;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What comes with a seat, by name.
 *
 * @param unit absent = none
 * @param accessExpiresAt when the membership with all that it has ends; absent = never. Of a member who is granted more,
 *     the later end counts
 */
public record Grants(
        List<String> roles,
        List<String> teams,
        @Nullable String unit,
        List<String> groups,
        List<String> courses,
        @Nullable Instant accessExpiresAt) {

    public static final Grants NONE = new Grants(List.of(), List.of(), null, List.of(), List.of(), null);

    /** The form on the wire of names by kind. */
    public static Grants of(Function<GrantKind, List<String>> names, @Nullable Instant accessExpiresAt) {
        return new Grants(
                names.apply(GrantKind.ROLE),
                names.apply(GrantKind.TEAM),
                names.apply(GrantKind.UNIT).stream().findFirst().orElse(null),
                names.apply(GrantKind.GROUP),
                names.apply(GrantKind.COURSE),
                accessExpiresAt);
    }

    /** The names of one kind. */
    public List<String> names(GrantKind kind) {
        return switch (kind) {
            case ROLE -> roles;
            case TEAM -> teams;
            case UNIT -> unit == null ? List.of() : List.of(unit);
            case GROUP -> groups;
            case COURSE -> courses;
        };
    }
}
