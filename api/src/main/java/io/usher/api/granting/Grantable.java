package io.usher.api.granting;

import io.usher.api.http.security.Permission;
import io.usher.contract.event.GrantKind;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What comes with a seat. Its name is unique among those of its kind in the organization, whatever the case of the
 * letters.
 *
 * @param permissions of a role: what a member may do
 * @param builtIn whether it is a role that every organization has, which can be neither changed nor deleted
 * @param parent of a unit: the one that it is part of; null = of none
 * @param courseKind of a course
 */
public record Grantable(
        UUID id,
        GrantKind kind,
        String name,
        @Nullable String description,
        List<Permission> permissions,
        boolean builtIn,
        @Nullable Parent parent,
        @Nullable CourseKind courseKind) {

    /** The unit that another one is part of. */
    public record Parent(UUID id, String name) {}
}
