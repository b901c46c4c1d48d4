package io.usher.api.granting;

import io.usher.api.database.Transactions;
import io.usher.api.granting.Grantable.Parent;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Rights;
import io.usher.api.keys.EndingKeys;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Organizations;
import io.usher.contract.event.GrantKind;
import io.usher.contract.rights.Reach;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Makes, shows, changes and deletes what an organization can grant, of whatever kind. */
public final class KeepingGrantables {

    private final FindingOrganizations finding;
    private final Organizations organizations;
    private final Grantables grantables;
    private final ReportingGrantables reporting;
    private final EndingKeys keys;
    private final InvitationsOfTeams invitations;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    KeepingGrantables(
            FindingOrganizations finding,
            Organizations organizations,
            Grantables grantables,
            ReportingGrantables reporting,
            EndingKeys keys,
            InvitationsOfTeams invitations,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        this.finding = finding;
        this.organizations = organizations;
        this.grantables = grantables;
        this.reporting = reporting;
        this.keys = keys;
        this.invitations = invitations;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    public Mono<Grantable> add(Caller caller, String organization, GrantKind kind, Draft draft) {
        return transactions.inOne(locked(caller, organization, kind, false).flatMap(locked -> {
            Grantable checked = draft.check(kind, ids.get());
            requireHeld(caller, locked, List.of(), checked.permissions());
            Instant now = clock.instant();
            return withParent(locked, checked, draft)
                    .flatMap(made -> grantables
                            .add(locked.id(), made, now)
                            .flatMap(added ->
                                    added ? reporting.made(caller, locked, made).thenReturn(made) : nameTaken(made)));
        }));
    }

    public Mono<Page<Grantable>> list(
            Caller caller, String organization, GrantKind kind, @Nullable String q, PageRequest page) {
        return readable(caller, organization, kind)
                .flatMapMany(found -> grantables.list(found.id(), kind, q, seen(caller, found, kind), page))
                .collectList()
                .map(fetched -> page.page(fetched, Order.BY_ID, Grantable::id));
    }

    public Mono<Grantable> find(Caller caller, String organization, GrantKind kind, String reference) {
        return readable(caller, organization, kind).flatMap(found -> {
            Set<UUID> seen = seen(caller, found, kind);
            return find(found, kind, reference)
                    .filter(one -> seen == null || seen.contains(one.id()))
                    .switchIfEmpty(Mono.error(Refusal::notFound));
        });
    }

    /** A plan that allows a role by its old name allows it by its new one. */
    public Mono<Grantable> change(
            Caller caller, String organization, GrantKind kind, String reference, UnaryOperator<Draft> change) {
        return transactions.inOne(locked(caller, organization, kind, true)
                .flatMap(locked -> findOwn(locked, kind, reference).flatMap(current -> {
                    Draft draft = change.apply(Draft.from(current));
                    Grantable checked = draft.check(kind, current.id());
                    requireHeld(caller, locked, current.permissions(), checked.permissions());
                    return withParent(locked, checked, draft)
                            .delayUntil(changed -> requireMovable(caller, locked, current, changed))
                            .flatMap(changed -> grantables
                                    .change(locked.id(), changed)
                                    .flatMap(done -> done
                                            ? renewInvitations(caller, locked, current, changed)
                                                    .then(endKeys(locked, current, changed))
                                                    .then(reporting.changed(caller, locked, current, changed))
                                                    .thenReturn(changed)
                                            : nameTaken(changed)));
                })));
    }

    /** Those that show the name, or warn of a role because it permits something. */
    private Mono<Void> renewInvitations(Caller caller, Organization organization, Grantable before, Grantable after) {
        boolean renamed = !before.name().equals(after.name());
        if (!renamed && before.permissions().isEmpty() == after.permissions().isEmpty()) {
            return Mono.empty();
        }
        Mono<Void> renewed = grantables.renewInvitations(organization.id(), after.id(), clock.instant());
        return renamed
                ? renewed.then(invitations.renamed(caller, organization.id(), after.id(), before.name(), after.name()))
                : renewed;
    }

    /** Of people who could manage keys by the role and cannot any more. */
    private Mono<Void> endKeys(Organization organization, Grantable before, @Nullable Grantable after) {
        return before.permissions().equals(after == null ? List.of() : after.permissions())
                ? Mono.empty()
                : Mono.defer(() -> keys.in(organization.id()));
    }

    /** Soft: members keep what they have, invitations skip it from now on. */
    public Mono<Void> delete(Caller caller, String organization, GrantKind kind, String reference) {
        return transactions.inOne(locked(caller, organization, kind, true)
                .flatMap(locked -> findOwn(locked, kind, reference).flatMap(found -> {
                    requireHeld(caller, locked, found.permissions(), List.of());
                    Instant now = clock.instant();
                    return requireEmpty(found)
                            .then(grantables.delete(found.id(), now))
                            .then(endKeys(locked, found, null))
                            .then(grantables.renewInvitations(locked.id(), found.id(), now))
                            .then(invitations.deleted(caller, locked.id(), found.id()))
                            .then(reporting.deleted(caller, locked, found, now));
                })));
    }

    /** Which of them the caller sees: units only as far as their rights reach, if those reach units alone; null = all. */
    static @Nullable Set<UUID> seen(Caller caller, Organization organization, GrantKind kind) {
        Reach reach = caller.in(organization.id()).reach(toRead(kind));
        return kind != GrantKind.UNIT || reach.everybody() || reach.learners() ? null : reach.units();
    }

    private Mono<Organization> readable(Caller caller, String organization, GrantKind kind) {
        return finding.find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(toRead(kind)));
    }

    /** Ends the request unless the caller may make those of the kind. */
    Mono<Void> requireWritable(Caller caller, String organization, GrantKind kind) {
        return finding.require(caller, organization, toChange(kind));
    }

    private Mono<Organization> locked(Caller caller, String organization, GrantKind kind, boolean toChange) {
        return finding.find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(toChange(kind)))
                .flatMap(found -> organizations.lock(found.id(), toChange));
    }

    /** What it takes to read those of a kind. */
    public static Action toRead(GrantKind kind) {
        return switch (kind) {
            case ROLE -> Action.MANAGE_ROLES;
            case TEAM -> Action.READ_TEAMS;
            case UNIT, GROUP -> Action.READ_UNITS;
            case COURSE -> Action.READ_COURSES;
        };
    }

    /** What it takes to change those of a kind. */
    public static Action toChange(GrantKind kind) {
        return switch (kind) {
            case ROLE -> Action.MANAGE_ROLES;
            case TEAM -> Action.CHANGE_TEAMS;
            case UNIT, GROUP -> Action.CHANGE_UNITS;
            case COURSE -> Action.CHANGE_COURSES;
        };
    }

    private Mono<Grantable> findOwn(Organization organization, GrantKind kind, String reference) {
        return find(organization, kind, reference).doOnNext(found -> {
            if (found.builtIn()) {
                throw Refusal.conflict("role-built-in", "Built-in roles can be neither changed nor deleted.");
            }
        });
    }

    private Mono<Grantable> find(Organization organization, GrantKind kind, String reference) {
        return grantables
                .find(organization.id(), kind, Reference.of(reference))
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    /** Ends the request if it gives or takes away what the caller does not hold. */
    private void requireHeld(
            Caller caller, Organization organization, List<Permission> before, List<Permission> after) {
        Rights rights = caller.in(organization.id());
        List<FieldError> exceeding = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            exceeding(rights, before, after.get(i), "permissions[" + i + "]").ifPresent(exceeding::add);
        }
        for (Permission permission : before) {
            exceeding(rights, after, permission, "permissions").ifPresent(exceeding::add);
        }
        if (!exceeding.isEmpty()) {
            throw Refusal.exceedsOwnScopes(exceeding);
        }
        // Whoever has the role may then manage members, admins among them.
        if (after.contains(Permission.MEMBERS_WRITE) && !before.contains(Permission.MEMBERS_WRITE)) {
            caller.requireRecentSignIn(clock.instant());
        }
    }

    private static Optional<FieldError> exceeding(
            Rights rights, List<Permission> unchanged, Permission permission, String field) {
        return unchanged.contains(permission) || rights.mayGrant(permission)
                ? Optional.empty()
                : Optional.of(new FieldError(field, "is not among your scopes: " + permission.wireName()));
    }

    /** A unit in its place of the tree. */
    private Mono<Grantable> withParent(Organization organization, Grantable checked, Draft draft) {
        String parent = draft.parent();
        if (checked.kind() != GrantKind.UNIT || parent == null) {
            return Mono.just(checked);
        }
        return grantables
                .find(organization.id(), GrantKind.UNIT, Reference.of(parent))
                .switchIfEmpty(Mono.error(() -> Refusal.againstRule(
                        "unknown-unit", "The unit has no such parent.", parentError("does not exist: " + parent))))
                .flatMap(found -> grantables
                        .isWithin(found.id(), checked.id())
                        .flatMap(within -> within
                                ? Mono.error(Refusal.againstRule(
                                        "unit-within-itself",
                                        "A unit cannot be part of itself.",
                                        parentError("is part of this unit: " + parent)))
                                : Mono.just(new Grantable(
                                        checked.id(),
                                        checked.kind(),
                                        checked.name(),
                                        checked.description(),
                                        checked.permissions(),
                                        checked.builtIn(),
                                        new Parent(found.id(), found.name()),
                                        checked.courseKind()))));
    }

    /** Ends the request if a unit is moved to where managers would gain more of it than the caller holds. */
    private Mono<Void> requireMovable(Caller caller, Organization organization, Grantable before, Grantable after) {
        Parent parent = after.parent();
        if (parent == null || parent.equals(before.parent())) {
            return Mono.empty();
        }
        Rights rights = caller.in(organization.id());
        Reach moved = Reach.ofUnits(Set.of(after.id()));
        return grantables
                .managersGain(organization.id(), after.id(), parent.id())
                .filter(gained -> !gained.stream().allMatch(permission -> rights.mayGrant(permission, moved)))
                .flatMap(exceeding -> Mono.error(Refusal.exceedsOwnScopes(
                        parentError("has managers who would manage this unit, which you do not"))));
    }

    private static List<FieldError> parentError(String message) {
        return List.of(new FieldError("parent", message));
    }

    private Mono<Void> requireEmpty(Grantable grantable) {
        return grantable.kind() != GrantKind.UNIT
                ? Mono.empty()
                : grantables
                        .hasParts(grantable.id())
                        .filter(parts -> parts)
                        .flatMap(parts -> Mono.error(
                                Refusal.conflict("unit-not-empty", "Other units are part of it: " + grantable.name())));
    }

    private Mono<Grantable> nameTaken(Grantable grantable) {
        return Mono.error(
                Refusal.conflict("name-taken", "The name is taken in this organization: " + grantable.name() + "."));
    }
}
