package io.usher.api.invitations;

import static java.util.stream.Collectors.toMap;

import io.usher.api.granting.Grantable;
import io.usher.api.granting.Grantables;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.organizations.BuiltInRole;
import io.usher.api.organizations.Organization;
import io.usher.contract.event.GrantKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds what a request names to be granted. Ends it with 422 naming what does not exist or what the plan forbids. */
final class NamedGrants {

    private final Grantables grantables;

    NamedGrants(Grantables grantables) {
        this.grantables = grantables;
    }

    /**
     * What is named of a kind.
     *
     * @param missing names of nothing
     * @param forbidden roles that are not part of the plan
     */
    private record Found(GrantKind kind, List<Grantable> all, List<FieldError> missing, List<FieldError> forbidden) {}

    /**
     * What is named of each kind; the default role if it is none. Ends the request with all that is wrong with any of them.
     *
     * @param had of a kind, which need not be in the plan
     */
    Mono<Map<GrantKind, List<Grantable>>> find(
            Organization organization, Map<GrantKind, List<String>> named, Function<GrantKind, Set<UUID>> had) {
        return Flux.fromIterable(named.entrySet())
                .concatMap(wanted -> find(organization, wanted.getKey(), wanted.getValue(), had.apply(wanted.getKey())))
                .collectList()
                .map(NamedGrants::required);
    }

    private Mono<Found> find(Organization organization, GrantKind kind, List<String> named, Set<UUID> had) {
        List<String> wanted =
                kind == GrantKind.ROLE && named.isEmpty() ? List.of(BuiltInRole.LEARNER.roleName()) : named;
        if (wanted.isEmpty()) {
            return Mono.just(new Found(kind, List.of(), List.of(), List.of()));
        }
        List<Reference> references = wanted.stream().map(Reference::of).toList();
        return grantables
                .among(organization.id(), kind, references)
                .collectList()
                .map(stored -> {
                    Map<UUID, Grantable> matched = new LinkedHashMap<>();
                    List<FieldError> missing = new ArrayList<>();
                    List<FieldError> forbidden = new ArrayList<>();
                    for (int i = 0; i < references.size(); i++) {
                        Reference reference = references.get(i);
                        Optional<Grantable> match = stored.stream()
                                .filter(one -> names(reference, one))
                                .findFirst();
                        if (match.isEmpty()) {
                            missing.add(new FieldError(field(kind, i), "does not exist: " + reference.text()));
                            continue;
                        }
                        Grantable one = match.get();
                        if (matched.putIfAbsent(one.id(), one) == null
                                && kind == GrantKind.ROLE
                                && !had.contains(one.id())
                                && !organization.plan().allows(one.name())) {
                            forbidden.add(new FieldError(field(kind, i), "is not part of the plan: " + one.name()));
                        }
                    }
                    return new Found(kind, List.copyOf(matched.values()), missing, forbidden);
                });
    }

    private static Map<GrantKind, List<Grantable>> required(List<Found> ofEachKind) {
        List<FieldError> wrong = ofEachKind.stream()
                .flatMap(found -> Stream.concat(found.missing().stream(), found.forbidden().stream()))
                .toList();
        ofEachKind.stream()
                .filter(found -> !found.missing().isEmpty())
                .findFirst()
                .ifPresent(first -> {
                    throw Refusal.againstRule(
                            unknown(first.kind()), "Some of what is to be granted does not exist.", wrong);
                });
        if (!wrong.isEmpty()) {
            throw Refusal.againstRule(
                    "role-not-in-plan", "The organization's plan does not allow some of the roles.", wrong);
        }
        return ofEachKind.stream().collect(toMap(Found::kind, Found::all));
    }

    private static String unknown(GrantKind kind) {
        return switch (kind) {
            case ROLE -> "unknown-role";
            case TEAM -> "unknown-team";
            case UNIT -> "unknown-unit";
            case GROUP -> "unknown-group";
            case COURSE -> "unknown-course";
        };
    }

    private static String field(GrantKind kind, int place) {
        return kind.isSingle() ? kind.property() : kind.property() + "[" + place + "]";
    }

    /** Where the request names the role. */
    static String field(List<String> wanted, Grantable role) {
        for (int i = 0; i < wanted.size(); i++) {
            if (names(Reference.of(wanted.get(i)), role)) {
                return field(GrantKind.ROLE, i);
            }
        }
        return GrantKind.ROLE.property();
    }

    private static boolean names(Reference reference, Grantable grantable) {
        return reference.isId()
                ? grantable.id().equals(reference.id())
                : grantable.name().equalsIgnoreCase(reference.text());
    }
}
