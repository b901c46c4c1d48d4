package io.usher.api.inviting;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.access.Caller;
import io.usher.api.checking.Reference;
import io.usher.api.granting.Grant;
import io.usher.api.granting.Grants;
import io.usher.api.granting.Role;
import io.usher.api.granting.Team;
import io.usher.api.organizing.BuiltInRole;
import io.usher.api.organizing.Organization;
import io.usher.api.organizing.Permission;
import io.usher.api.problem.FieldError;
import io.usher.api.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Finds what an invitation is to grant; ends the request with 422 naming what does not exist or the plan forbids, and
 * with 403 naming the roles that let somebody do more than the caller may.
 */
public final class Promising {

    /** All names are in every acceptance and its events. */
    static final int MOST_BYTES = 8192;

    private final Grants<Role> roles;
    private final Grants<Team> teams;

    public Promising(Grants<Role> roles, Grants<Team> teams) {
        this.roles = roles;
        this.teams = teams;
    }

    /** What a new invitation is to grant. */
    Mono<Promise> promise(Caller caller, Organization organization, InvitationDraft.Checked draft) {
        return Mono.zip(
                        roles(caller, organization, draft.roles()),
                        teams(organization, draft.teams()),
                        Promising::promise)
                .doOnNext(Promising::requireBounded);
    }

    /** What is not touched stays, even where the plan or the role has changed since. */
    Mono<Promise> promise(Caller caller, Held held, InvitationDraft before, InvitationDraft.Checked after) {
        Promise current = held.invitation().promise();
        boolean sameRoles = after.roles().equals(before.roles());
        boolean sameTeams = after.teams().equals(before.teams());
        Mono<Promise> promise = Mono.zip(
                sameRoles ? keptRoles(caller, held, after) : roles(caller, held.organization(), after.roles()),
                sameTeams
                        ? Mono.just(new Granted(current.teamIds(), current.teams()))
                        : teams(held.organization(), after.teams()),
                Promising::promise);
        // Names may have grown since: that keeps nobody from switching the invitation off.
        return sameRoles && sameTeams ? promise : promise.doOnNext(Promising::requireBounded);
    }

    /** To let more people have a role takes as much as to name it. */
    private Mono<Granted> keptRoles(Caller caller, Held held, InvitationDraft.Checked after) {
        Promise current = held.invitation().promise();
        Granted kept = new Granted(current.roleIds(), current.roles());
        return after.terms().mayAdmitMoreThan(held.invitation().terms())
                ? roles.among(
                                held.organization().id(),
                                current.roleIds().stream()
                                        .map(id -> new Reference("", id))
                                        .toList())
                        .collectList()
                        .doOnNext(found -> requireHeld(caller, after.roles(), found))
                        .thenReturn(kept)
                : Mono.just(kept);
    }

    private static Promise promise(Granted roles, Granted teams) {
        return new Promise(roles.ids(), roles.names(), teams.ids(), teams.names());
    }

    private static void requireBounded(Promise promise) {
        int roles = bytes(promise.roles());
        int teams = bytes(promise.teams());
        if (roles + teams > MOST_BYTES) {
            throw Problem.unprocessable(
                    "too-many-grants",
                    "The names of all roles and teams together are too long.",
                    List.of(new FieldError(
                            roles > teams ? "roles" : "teams",
                            "are %d bytes with the others (expected at most %d)"
                                    .formatted(roles + teams, MOST_BYTES))));
        }
    }

    private static int bytes(List<String> names) {
        return names.stream().mapToInt(name -> name.getBytes(UTF_8).length).sum();
    }

    private Mono<Granted> roles(Caller caller, Organization organization, List<String> names) {
        List<String> wanted = names.isEmpty() ? List.of(BuiltInRole.LEARNER.roleName()) : names;
        return find(roles, organization, wanted, "roles", "unknown-role")
                .doOnNext(found -> refuseForbidden(organization, wanted, found))
                .doOnNext(found -> requireHeld(caller, wanted, found))
                .map(Granted::of);
    }

    private Mono<Granted> teams(Organization organization, List<String> names) {
        return names.isEmpty()
                ? Mono.just(Granted.NOTHING)
                : find(teams, organization, names, "teams", "unknown-team").map(Granted::of);
    }

    private static <G extends Grant> Mono<List<G>> find(
            Grants<G> grants, Organization organization, List<String> names, String field, String code) {
        List<Reference> references = names.stream().map(Reference::of).toList();
        return grants.among(organization.id(), references)
                .collectList()
                .map(found -> match(field, code, references, found));
    }

    private static <G extends Grant> List<G> match(
            String field, String code, List<Reference> references, List<G> found) {
        Map<UUID, G> matched = new LinkedHashMap<>();
        List<FieldError> missing = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            Optional<G> match =
                    found.stream().filter(one -> names(reference, one)).findFirst();
            if (match.isEmpty()) {
                missing.add(new FieldError(field + "[" + i + "]", "does not exist: " + reference.text()));
            }
            match.ifPresent(one -> matched.putIfAbsent(one.id(), one));
        }
        if (!missing.isEmpty()) {
            throw Problem.unprocessable(code, "The invitation names what does not exist.", missing);
        }
        return List.copyOf(matched.values());
    }

    private static void refuseForbidden(Organization organization, List<String> wanted, List<Role> roles) {
        List<FieldError> forbidden = roles.stream()
                .filter(role -> !organization.plan().allows(role.name()))
                .map(role -> new FieldError(field(wanted, role), "is not part of the plan: " + role.name()))
                .toList();
        if (!forbidden.isEmpty()) {
            throw Problem.unprocessable(
                    "role-not-in-plan", "The organization's plan does not allow some of the roles.", forbidden);
        }
    }

    private static void requireHeld(Caller caller, List<String> wanted, List<Role> roles) {
        List<FieldError> exceeding = new ArrayList<>();
        for (Role role : roles) {
            List<String> lacking = role.permissions().stream()
                    .filter(permission -> !permission.isHeldBy(caller))
                    .map(Permission::wireName)
                    .toList();
            if (!lacking.isEmpty()) {
                exceeding.add(new FieldError(
                        field(wanted, role),
                        role.name() + " has permissions that are not among your scopes: "
                                + String.join(", ", lacking)));
            }
        }
        if (!exceeding.isEmpty()) {
            throw Problem.exceedsOwnScopes(exceeding);
        }
    }

    private static String field(List<String> wanted, Role role) {
        for (int i = 0; i < wanted.size(); i++) {
            if (names(Reference.of(wanted.get(i)), role)) {
                return "roles[" + i + "]";
            }
        }
        return "roles";
    }

    private static boolean names(Reference reference, Grant grant) {
        return reference.isId()
                ? grant.id().equals(reference.id())
                : grant.name().equalsIgnoreCase(reference.text());
    }

    /** An invitation that is held together with its organization. */
    record Held(Organization organization, Invitation invitation) {}

    private record Granted(List<UUID> ids, List<String> names) {

        static final Granted NOTHING = new Granted(List.of(), List.of());

        static Granted of(List<? extends Grant> grants) {
            return new Granted(
                    grants.stream().map(Grant::id).toList(),
                    grants.stream().map(Grant::name).toList());
        }
    }
}
