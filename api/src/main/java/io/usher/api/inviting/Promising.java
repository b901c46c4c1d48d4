package io.usher.api.inviting;

import io.usher.api.checking.Reference;
import io.usher.api.granting.Role;
import io.usher.api.granting.Roles;
import io.usher.api.granting.Team;
import io.usher.api.granting.Teams;
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
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Finds what an invitation is to grant; ends the request with 422 naming what does not exist or the plan forbids. */
public final class Promising {

    private final Roles roles;
    private final Teams teams;

    public Promising(Roles roles, Teams teams) {
        this.roles = roles;
        this.teams = teams;
    }

    Mono<Promise> promise(Organization organization, List<String> roleNames, List<String> teamNames) {
        List<String> wanted = roleNames.isEmpty() ? List.of(BuiltInRole.LEARNER.roleName()) : roleNames;
        return Mono.zip(findRoles(organization, wanted), findTeams(organization, teamNames), (granted, joined) -> {
            refuseForbidden(organization, wanted, granted);
            return new Promise(
                    each(granted, Role::id),
                    each(granted, Role::name),
                    each(joined, Team::id),
                    each(joined, Team::name));
        });
    }

    private Mono<List<Role>> findRoles(Organization organization, List<String> names) {
        List<Reference> references = names.stream().map(Reference::of).toList();
        return roles.among(organization.id(), references)
                .collectList()
                .map(found -> match("roles", "unknown-role", references, found, Role::id, Role::name));
    }

    private Mono<List<Team>> findTeams(Organization organization, List<String> names) {
        List<Reference> references = names.stream().map(Reference::of).toList();
        return references.isEmpty()
                ? Mono.just(List.of())
                : teams.among(organization.id(), references)
                        .collectList()
                        .map(found -> match("teams", "unknown-team", references, found, Team::id, Team::name));
    }

    private static <T> List<T> match(
            String field,
            String code,
            List<Reference> references,
            List<T> found,
            Function<T, UUID> id,
            Function<T, String> name) {
        Map<UUID, T> matched = new LinkedHashMap<>();
        List<FieldError> missing = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            Optional<T> match = found.stream()
                    .filter(one -> id.apply(one).equals(reference.id())
                            || (reference.id() == null && name.apply(one).equalsIgnoreCase(reference.text())))
                    .findFirst();
            if (match.isEmpty()) {
                missing.add(new FieldError(field + "[" + i + "]", "does not exist: " + reference.text()));
            }
            match.ifPresent(one -> matched.putIfAbsent(id.apply(one), one));
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

    private static <T, V> List<V> each(List<T> things, Function<T, V> value) {
        return things.stream().map(value).toList();
    }
}
