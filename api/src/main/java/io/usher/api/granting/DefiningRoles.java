package io.usher.api.granting;

import io.usher.api.access.Caller;
import io.usher.api.checking.FieldChecks;
import io.usher.api.checking.Reference;
import io.usher.api.listing.Page;
import io.usher.api.listing.PageRequest;
import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.organizing.Organization;
import io.usher.api.organizing.Organizations;
import io.usher.api.organizing.Permission;
import io.usher.api.organizing.Plan;
import io.usher.api.problem.Problem;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Roles of an organization: the built-in ones, and its own. Who may do it is as for teams. */
public final class DefiningRoles {

    private static final int MOST_PERMISSIONS = 100;

    private final Rights rights;
    private final Organizations organizations;
    private final Roles roles;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public DefiningRoles(
            Organizations organizations, Roles roles, Transactions transactions, Clock clock, Supplier<UUID> ids) {
        this.rights = new Rights(new FindingOrganizations(organizations));
        this.organizations = organizations;
        this.roles = roles;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    public Mono<Role> define(Caller caller, String organization, Draft draft) {
        return transactions.inOne(rights.toWrite(caller, organization)
                .flatMap(found -> organizations.lock(found.id(), false))
                .flatMap(locked -> {
                    Role role = draft.check(ids.get());
                    return roles.add(locked.id(), role, clock.instant())
                            .flatMap(added -> added ? Mono.just(role) : Mono.error(Rights.nameTaken(role.name())));
                }));
    }

    public Mono<Page<Role>> list(Caller caller, String organization, PageRequest page) {
        return rights.toRead(caller, organization)
                .flatMapMany(found -> roles.list(found.id(), page))
                .collectList()
                .map(fetched -> page.page(fetched, Role::id));
    }

    public Mono<Role> find(Caller caller, String organization, String role) {
        return rights.toRead(caller, organization).flatMap(found -> find(found, role));
    }

    /** A plan that allows the role by its old name allows it by its new one. */
    public Mono<Role> change(Caller caller, String organization, String role, UnaryOperator<Draft> change) {
        return transactions.inOne(locked(caller, organization)
                .flatMap(locked -> findOwn(locked, role).flatMap(current -> {
                    Role changed = change.apply(Draft.from(current)).check(current.id());
                    return roles.change(locked.id(), changed)
                            .flatMap(done -> done
                                    ? rename(locked, current, changed).thenReturn(changed)
                                    : Mono.error(Rights.nameTaken(changed.name())));
                })));
    }

    private Mono<Void> rename(Organization organization, Role from, Role to) {
        Plan plan = organization.plan();
        String before = from.name().toLowerCase(Locale.ROOT);
        String after = to.name().toLowerCase(Locale.ROOT);
        List<String> allowed = plan.roles();
        if (allowed == null || before.equals(after) || !allowed.contains(before)) {
            return Mono.empty();
        }
        List<String> renamed = allowed.stream()
                .map(name -> name.equals(before) ? after : name)
                .distinct()
                .toList();
        return organizations.change(
                organization.id(), organization.name(), new Plan(plan.seats(), renamed), clock.instant());
    }

    /** Soft: members keep what they are, invitations skip the role from now on. */
    public Mono<Void> delete(Caller caller, String organization, String role) {
        return transactions.inOne(locked(caller, organization)
                .flatMap(locked -> findOwn(locked, role))
                .flatMap(found -> roles.delete(found.id(), clock.instant())));
    }

    private Mono<Organization> locked(Caller caller, String organization) {
        return rights.toWrite(caller, organization).flatMap(found -> organizations.lock(found.id(), true));
    }

    private Mono<Role> findOwn(Organization organization, String role) {
        return find(organization, role).doOnNext(found -> {
            if (found.builtIn()) {
                throw Problem.conflict("role-built-in", "Built-in roles can be neither changed nor deleted.");
            }
        });
    }

    private Mono<Role> find(Organization organization, String role) {
        return roles.find(organization.id(), Reference.of(role)).switchIfEmpty(Mono.error(Problem::notFound));
    }

    /** A role as a caller wants it. */
    public record Draft(@Nullable String name, @Nullable List<@Nullable String> permissions) {

        static Draft from(Role role) {
            return new Draft(
                    role.name(),
                    new ArrayList<>(role.permissions().stream()
                            .map(Permission::wireName)
                            .toList()));
        }

        private Role check(UUID id) {
            FieldChecks checks = new FieldChecks();
            String checked = Rights.checkName(checks, name);
            List<String> wanted = checks.names("permissions", permissions, MOST_PERMISSIONS);
            List<Permission> known = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                Optional<Permission> permission = Permission.named(wanted.get(i));
                if (permission.isEmpty()) {
                    checks.refuse("permissions[" + i + "]", "is no permission");
                }
                permission.filter(one -> !known.contains(one)).ifPresent(known::add);
            }
            checks.end();
            return new Role(id, checked, List.copyOf(known), false);
        }
    }
}
