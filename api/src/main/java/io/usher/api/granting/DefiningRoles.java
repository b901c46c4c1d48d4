package io.usher.api.granting;

import io.usher.api.access.Caller;
import io.usher.api.checking.FieldChecks;
import io.usher.api.organizing.Organization;
import io.usher.api.organizing.Organizations;
import io.usher.api.organizing.Permission;
import io.usher.api.organizing.Plan;
import io.usher.api.problem.FieldError;
import io.usher.api.problem.Problem;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Roles of an organization: the built-in ones, which cannot be changed, and its own. A plan that allows a role by its
 * old name allows it by its new one.
 */
public final class DefiningRoles extends KeepingGrants<Role, DefiningRoles.Draft> {

    private static final int MOST_PERMISSIONS = 100;

    private final Organizations organizations;
    private final Clock clock;

    public DefiningRoles(
            Organizations organizations,
            Grants<Role> roles,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        super(organizations, roles, transactions, clock, ids);
        this.organizations = organizations;
        this.clock = clock;
    }

    @Override
    Role check(Draft draft, UUID id) {
        FieldChecks checks = new FieldChecks();
        String name = Rights.checkName(checks, draft.name());
        List<String> wanted = checks.names("permissions", draft.permissions(), MOST_PERMISSIONS);
        List<Permission> known = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Optional<Permission> permission = Permission.named(wanted.get(i));
            if (permission.isEmpty()) {
                checks.refuse("permissions[" + i + "]", "is no permission");
            }
            permission.filter(one -> !known.contains(one)).ifPresent(known::add);
        }
        checks.end();
        return new Role(id, name, List.copyOf(known), false);
    }

    @Override
    Draft draftOf(Role role) {
        return new Draft(
                role.name(),
                new ArrayList<>(
                        role.permissions().stream().map(Permission::wireName).toList()));
    }

    @Override
    void requireOwn(Role role) {
        if (role.builtIn()) {
            throw Problem.conflict("role-built-in", "Built-in roles can be neither changed nor deleted.");
        }
    }

    @Override
    void requireHeld(Caller caller, @Nullable Role before, Role after) {
        List<Permission> kept = before == null ? List.of() : before.permissions();
        List<FieldError> exceeding = new ArrayList<>();
        for (int i = 0; i < after.permissions().size(); i++) {
            Permission permission = after.permissions().get(i);
            if (!kept.contains(permission) && !permission.isHeldBy(caller)) {
                exceeding.add(
                        new FieldError("permissions[" + i + "]", "is not among your scopes: " + permission.wireName()));
            }
        }
        if (!exceeding.isEmpty()) {
            throw Problem.exceedsOwnScopes(exceeding);
        }
    }

    @Override
    Mono<Void> afterChange(Organization organization, Role before, Role after) {
        Plan plan = organization.plan();
        String from = before.name().toLowerCase(Locale.ROOT);
        String to = after.name().toLowerCase(Locale.ROOT);
        List<String> allowed = plan.roles();
        if (allowed == null || from.equals(to) || !allowed.contains(from)) {
            return Mono.empty();
        }
        List<String> renamed = allowed.stream()
                .map(name -> name.equals(from) ? to : name)
                .distinct()
                .toList();
        return organizations.change(
                organization.id(), organization.name(), new Plan(plan.seats(), renamed), clock.instant());
    }

    /** A role as a caller wants it. */
    public record Draft(@Nullable String name, @Nullable List<@Nullable String> permissions) {}
}
