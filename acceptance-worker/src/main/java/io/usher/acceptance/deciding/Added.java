package io.usher.acceptance.deciding;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What acceptances add to a member.
 *
 * @param accessEnd the access ends then at the earliest; null = never
 */
public record Added(List<Grantable> grants, @Nullable Instant accessEnd) {

    static final Added NOTHING = new Added(List.of(), Instant.MIN);

    static Added from(GrantSet granted) {
        return new Added(granted.grantables(), granted.accessEnd());
    }

    Added and(Added more) {
        return new Added(Grantable.together(grants, more.grants), later(accessEnd, more.accessEnd));
    }

    /** Null = never. */
    static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other == null ? null : one.isAfter(other) ? one : other;
    }
}
