package io.usher.api.invitations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.granting.Grantable;
import io.usher.api.granting.Grantables;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Rights;
import io.usher.api.invitations.HoldingInvitations.Held;
import io.usher.api.invitations.InvitationGrants.Granted;
import io.usher.api.organizations.BuiltInRole;
import io.usher.api.organizations.Organization;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.OrganizationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds what an invitation is to grant, or a member to have. Ends the request with 422 naming what does not exist or what
 * the plan forbids, and with 403 naming the roles that let somebody do more than the caller may.
 */
public final class CheckingGrants {

    /** All names are in every acceptance and its events. */
    static final int MOST_BYTES = 8192;

    private final Grantables grantables;

    CheckingGrants(Grantables grantables) {
        this.grantables = grantables;
    }

    /**
     * What a member is to have of one kind.
     *
     * @param retained those that the member had, and that the caller may not give
     */
    public record OfMember(List<GrantableId> all, List<GrantableId> retained) {}

    /** What a new invitation is to grant. */
    Mono<InvitationGrants> ofNew(Caller caller, Organization organization, InvitationDraft.Checked draft) {
        return ofEachKind(kind -> granted(caller, organization, kind, draft.grants(kind)))
                .doOnNext(CheckingGrants::requireBounded);
    }

    /** What is not touched stays, even if the plan or the role has changed since. */
    Mono<InvitationGrants> ofChanged(Caller caller, Held held, InvitationDraft before, InvitationDraft.Checked after) {
        InvitationGrants current = held.invitation().grants();
        Mono<InvitationGrants> changed = ofEachKind(kind -> after.grants(kind).equals(before.grants(kind))
                ? kept(caller, held, kind, after)
                : granted(caller, held.organization(), kind, after.grants(kind)));
        // Names may have grown since: that keeps nobody from switching the invitation off.
        return changed.doOnNext(grants -> {
            if (!grants.ids().equals(current.ids())) {
                requireBounded(grants);
            }
        });
    }

    private static Mono<InvitationGrants> ofEachKind(Function<GrantKind, Mono<List<Granted>>> ofKind) {
        return Flux.fromArray(GrantKind.values())
                .concatMap(ofKind)
                .concatMapIterable(granted -> granted)
                .collectList()
                .map(InvitationGrants::new);
    }

    /** To let more people have a role takes as much as to name it. */
    private Mono<List<Granted>> kept(Caller caller, Held held, GrantKind kind, InvitationDraft.Checked after) {
        List<Granted> kept = held.invitation().grants().of(kind).toList();
        return kind != GrantKind.ROLE
                        || !after.terms().mayAdmitMoreThan(held.invitation().terms())
                ? Mono.just(kept)
                : requireRolesHeld(caller.in(held.organization().id()), held, after.grants(kind))
                        .thenReturn(kept);
    }

    /** Ends the request with 403 if the caller may not have people accept who could not before. */
    public Mono<Void> ofInvited(Caller caller, Held held) {
        return ofInvited(caller.in(held.organization().id()), held);
    }

    /** Likewise for somebody with these rights in the organization. */
    public Mono<Void> ofInvited(Rights rights, Held held) {
        return requireRolesHeld(rights, held, held.invitation().grants().names(GrantKind.ROLE));
    }

    private Mono<Void> requireRolesHeld(Rights rights, Held held, List<String> named) {
        return grantables
                .among(
                        held.organization().id(),
                        GrantKind.ROLE,
                        held.invitation()
                                .grants()
                                .of(GrantKind.ROLE)
                                .map(one -> new Reference("", one.id()))
                                .toList())
                .collectList()
                .doOnNext(found -> requireHeld(rights, named, found))
                .then();
    }

    private Mono<List<Granted>> granted(Caller caller, Organization organization, GrantKind kind, List<String> named) {
        return find(caller, organization, kind, named, Set.of())
                .map(found -> found.stream()
                        .map(one -> new Granted(one.id(), kind, one.name()))
                        .toList());
    }

    /**
     * What a member is to have of one kind, by id or name; at least the default role. What they have already takes no right
     * and need not be in the plan. Ends the request as for an invitation.
     */
    public Mono<OfMember> ofMember(
            Caller caller, Organization organization, GrantKind kind, List<String> named, Set<UUID> had) {
        return find(caller, organization, kind, named, had).map(found -> {
            List<Grantable> retained = found.stream()
                    .filter(one ->
                            kind == GrantKind.ROLE && had.contains(one.id()) && !mayGive(caller, organization, one))
                    .toList();
            return new OfMember(ids(found), ids(retained));
        });
    }

    private static boolean mayGive(Caller caller, Organization organization, Grantable role) {
        return organization.plan().allows(role.name())
                && lacking(caller.in(organization.id()), role).isEmpty();
    }

    private static List<GrantableId> ids(List<Grantable> found) {
        return found.stream().map(one -> new GrantableId(one.id())).toList();
    }

    private Mono<List<Grantable>> find(
            Caller caller, Organization organization, GrantKind kind, List<String> named, Set<UUID> had) {
        List<String> wanted =
                kind == GrantKind.ROLE && named.isEmpty() ? List.of(BuiltInRole.LEARNER.roleName()) : named;
        if (wanted.isEmpty()) {
            return Mono.just(List.of());
        }
        List<Reference> references = wanted.stream().map(Reference::of).toList();
        return grantables
                .among(organization.id(), kind, references)
                .collectList()
                .map(found -> match(kind, references, found))
                .doOnNext(found -> {
                    if (kind == GrantKind.ROLE) {
                        List<Grantable> added = found.stream()
                                .filter(one -> !had.contains(one.id()))
                                .toList();
                        refuseForbidden(organization, wanted, added);
                        requireHeld(caller.in(organization.id()), wanted, added);
                    }
                });
    }

    private static List<Grantable> match(GrantKind kind, List<Reference> references, List<Grantable> found) {
        Map<UUID, Grantable> matched = new LinkedHashMap<>();
        List<FieldError> missing = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            Optional<Grantable> match =
                    found.stream().filter(one -> names(reference, one)).findFirst();
            if (match.isEmpty()) {
                missing.add(new FieldError(field(kind, i), "does not exist: " + reference.text()));
            }
            match.ifPresent(one -> matched.putIfAbsent(one.id(), one));
        }
        if (!missing.isEmpty()) {
            throw Refusal.againstRule(unknown(kind), "Some of what is to be granted does not exist.", missing);
        }
        return List.copyOf(matched.values());
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

    private static void requireBounded(InvitationGrants grants) {
        int all = 0;
        int most = 0;
        String longest = "";
        for (GrantKind kind : GrantKind.values()) {
            int bytes = grants.names(kind).stream()
                    .mapToInt(name -> name.getBytes(UTF_8).length)
                    .sum();
            all += bytes;
            if (bytes > most) {
                most = bytes;
                longest = kind.property();
            }
        }
        if (all > MOST_BYTES) {
            throw Refusal.againstRule(
                    "too-many-grants",
                    "The names of all that is granted together are too long.",
                    List.of(new FieldError(
                            longest, "are %d bytes with the others (expected at most %d)".formatted(all, MOST_BYTES))));
        }
    }

    /** Ends the request with 403 if a member with these roles may do what the caller may not: such a member is not theirs to change. */
    public Mono<Void> ofHeld(Caller caller, OrganizationId organization, Set<UUID> roles) {
        return roles.isEmpty()
                ? Mono.empty()
                : grantables
                        .among(
                                organization,
                                GrantKind.ROLE,
                                roles.stream()
                                        .map(role -> new Reference("", role))
                                        .toList())
                        .doOnNext(role -> requireHeld(caller.in(organization), role))
                        .then();
    }

    private static void requireHeld(Rights rights, Grantable role) {
        List<String> lacking = lacking(rights, role);
        if (!lacking.isEmpty()) {
            throw Refusal.exceedsOwnScopes(new FieldError(
                    "member",
                    "has the role " + role.name() + " with permissions that are not among your scopes: "
                            + String.join(", ", lacking)));
        }
    }

    private static void refuseForbidden(Organization organization, List<String> wanted, List<Grantable> roles) {
        List<FieldError> forbidden = roles.stream()
                .filter(role -> !organization.plan().allows(role.name()))
                .map(role -> new FieldError(field(wanted, role), "is not part of the plan: " + role.name()))
                .toList();
        if (!forbidden.isEmpty()) {
            throw Refusal.againstRule(
                    "role-not-in-plan", "The organization's plan does not allow some of the roles.", forbidden);
        }
    }

    private static void requireHeld(Rights rights, List<String> wanted, List<Grantable> roles) {
        List<FieldError> exceeding = new ArrayList<>();
        for (Grantable role : roles) {
            List<String> lacking = lacking(rights, role);
            if (!lacking.isEmpty()) {
                exceeding.add(new FieldError(
                        field(wanted, role),
                        role.name() + " has permissions that are not among your scopes: "
                                + String.join(", ", lacking)));
            }
        }
        if (!exceeding.isEmpty()) {
            throw Refusal.exceedsOwnScopes(exceeding);
        }
    }

    private static List<String> lacking(Rights rights, Grantable role) {
        return role.permissions().stream()
                .filter(permission -> !rights.mayGrant(permission))
                .map(Permission::wireName)
                .toList();
    }

    private static String field(List<String> wanted, Grantable role) {
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
