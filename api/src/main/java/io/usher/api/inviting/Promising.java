package io.usher.api.inviting;

import io.usher.api.checking.Reference;
import io.usher.api.granting.Grant;
import io.usher.api.granting.Grants;
import io.usher.api.granting.Role;
import io.usher.api.granting.Team;
import io.usher.api.organizing.BuiltInRole;
import io.usher.api.organizing.Organization;
import io.usher.api.problem.FieldError;
import io.usher.api.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Finds what an invitation is to grant; ends the request with 422 naming what does not exist or the plan forbids. */
public final class Promising {

    private final Grants<Role> roles;
    private final Grants<Team> teams;

    public Promising(Grants<Role> roles, Grants<Team> teams) {
        this.roles = roles;
        this.teams = teams;
    }

    /** What a new invitation is to grant. */
    Mono<Promise> promise(Organization organization, InvitationDraft.Checked draft) {
        return Mono.zip(roles(organization, draft.roles()), teams(organization, draft.teams()), Promising::promise);
    }

    /** What is not touched stays, even where the plan or the role has changed since. */
    Mono<Promise> promise(Held held, InvitationDraft before, InvitationDraft.Checked after) {
        Promise current = held.invitation().promise();
        return Mono.zip(
                after.roles().equals(before.roles())
                        ? Mono.just(new Granted(current.roleIds(), current.roles()))
                        : roles(held.organization(), after.roles()),
                after.teams().equals(before.teams())
                        ? Mono.just(new Granted(current.teamIds(), current.teams()))
                        : teams(held.organization(), after.teams()),
                Promising::promise);
    }

    private static Promise promise(Granted roles, Granted teams) {
        return new Promise(roles.ids(), roles.names(), teams.ids(), teams.names());
    }

    private Mono<Granted> roles(Organization organization, List<String> names) {
        List<String> wanted = names.isEmpty() ? List.of(BuiltInRole.LEARNER.roleName()) : names;
        return find(roles, organization, wanted, "roles", "unknown-role")
                .doOnNext(found -> refuseForbidden(organization, wanted, found))
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
            Optional<G> match = found.stream()
                    .filter(one -> one.id().equals(reference.id())
                            || (reference.id() == null && one.name().equalsIgnoreCase(reference.text())))
                    .findFirst();
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
        List<FieldError> forbidden = new ArrayList<>();
        for (Role role : roles) {
            if (!organization.plan().allows(role.name())) {
                int place = Math.max(0, wanted.indexOf(role.name()));
                forbidden.add(new FieldError("roles[" + place + "]", "is not part of the plan: " + role.name()));
            }
        }
        if (!forbidden.isEmpty()) {
            throw Problem.unprocessable(
                    "role-not-in-plan", "The organization's plan does not allow some of the roles.", forbidden);
        }
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
