package io.usher.api.granting;

import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldChecks;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.GrantKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something grantable as a caller wants it, not checked yet; of the last three only what its kind has. */
public record Draft(
        @Nullable String name,
        @Nullable String description,
        @Nullable List<@Nullable String> permissions,
        @Nullable String parent,
        @Nullable String courseKind) {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_DESCRIPTION = 5000;
    private static final int MOST_PERMISSIONS = 100;

    public static Draft from(Grantable grantable) {
        return new Draft(
                grantable.name(),
                grantable.description(),
                new ArrayList<>(grantable.permissions().stream()
                        .map(Permission::wireName)
                        .toList()),
                grantable.parent() == null ? null : grantable.parent().name(),
                grantable.courseKind() == null ? null : grantable.courseKind().wireName());
    }

    /** Without the parent, which has to be found. Ends the request with every field that is wrong. */
    Grantable check(GrantKind kind, UUID id) {
        FieldChecks checks = new FieldChecks();
        Grantable checked = new Grantable(
                id,
                kind,
                checkName(checks),
                checks.text("description", description, LONGEST_DESCRIPTION),
                kind == GrantKind.ROLE ? checkPermissions(checks) : List.of(),
                false,
                null,
                kind == GrantKind.COURSE ? checkCourseKind(checks) : null);
        checks.end();
        return checked;
    }

    /** A name that no id is mistaken for. */
    private String checkName(FieldChecks checks) {
        String checked = checks.line("name", name, LONGEST_NAME);
        if (Reference.of(checked).isId()) {
            checks.refuse("name", "must not have the form of an id");
        }
        return checked;
    }

    private List<Permission> checkPermissions(FieldChecks checks) {
        List<String> wanted = checks.names("permissions", permissions, MOST_PERMISSIONS);
        List<Permission> known = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Optional<Permission> permission = Permission.ofRolesNamed(wanted.get(i));
            if (permission.isEmpty()) {
                checks.refuse("permissions[" + i + "]", "is no permission");
            }
            permission.filter(one -> !known.contains(one)).ifPresent(known::add);
        }
        return List.copyOf(known);
    }

    private @Nullable CourseKind checkCourseKind(FieldChecks checks) {
        Optional<CourseKind> known = Optional.ofNullable(courseKind).flatMap(CourseKind::named);
        if (known.isEmpty()) {
            checks.refuse("kind", "must be one of path, challenge, certification, course");
        }
        return known.orElse(null);
    }
}
