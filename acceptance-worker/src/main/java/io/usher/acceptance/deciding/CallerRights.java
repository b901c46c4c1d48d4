package io.usher.acceptance.deciding;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What whoever gives a command may do in the organization. Nobody changes a member who holds more than they do, or gives
 * more than they hold.
 *
 * @param permissions null = all
 */
public record CallerRights(@Nullable Set<String> permissions) {

    /** @param permissions null = all */
    public static CallerRights of(@Nullable List<String> permissions) {
        return new CallerRights(permissions == null ? null : Set.copyOf(permissions));
    }

    boolean cover(List<Grantable> grants) {
        return permissions == null || grants.stream().allMatch(one -> permissions.containsAll(one.permissions()));
    }
}
