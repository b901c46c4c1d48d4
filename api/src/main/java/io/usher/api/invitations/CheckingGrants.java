package io.usher.api.invitations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import io.usher.api.granting.Grantable;
import io.usher.api.granting.Grantables;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.invitations.HoldingInvitations.Held;
import io.usher.api.invitations.InvitationGrants.Granted;
import io.usher.api.organizations.Organization;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reached;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds what an invitation is to grant, or a member to have, as {@link NamedGrants} does. Ends the request with 403 naming
 * the roles that let somebody do more than the caller may, or if it would be beyond the caller's reach.
 */
public final class CheckingGrants {

    /** All names are in every acceptance and its events. */
    private static final int MOST_BYTES = 8192;

    private final NamedGrants namedGrants;
    private final Grantables grantables;
    private final Clock clock;

    CheckingGrants(NamedGrants namedGrants, Grantables grantables, Clock clock) {
        this.namedGrants = namedGrants;
        this.grantables = grantables;
        this.clock = clock;
    }

    /** What a new invitation is to grant. */
    Mono<InvitationGrants> ofNew(Caller caller, Organization organization, InvitationDraft.Checked draft) {
        Map<GrantKind, List<String>> named = new EnumMap<>(GrantKind.class);
        for (GrantKind kind : GrantKind.values()) {
            named.put(kind, draft.grants(kind));
        }
        return namedGrants
                .find(organization, named, kind -> Set.of())
                .map(found -> grants(found, new InvitationGrants(List.of())))
                .delayUntil(grants -> requireGrantable(caller, organization.id(), grants, draft.grants(GrantKind.ROLE)))
                .doOnNext(CheckingGrants::requireBounded);
    }

    /** What is not touched stays, even if the plan or the role has changed since. */
    Mono<InvitationGrants> ofChanged(Caller caller, Held held, InvitationDraft before, InvitationDraft.Checked after) {
        InvitationGrants current = held.invitation().grants();
        OrganizationId organization = held.organization().id();
        Map<GrantKind, List<String>> changed = new EnumMap<>(GrantKind.class);
        for (GrantKind kind : GrantKind.values()) {
            if (!after.grants(kind).equals(before.grants(kind))) {
                changed.put(kind, after.grants(kind));
            }
        }
        return namedGrants
                .find(held.organization(), changed, kind -> Set.of())
                .map(found -> grants(found, current))
                .delayUntil(grants -> grantsMore(held, grants, after)
                        ? requireGrantable(caller, organization, grants, after.grants(GrantKind.ROLE))
                        : Mono.<Void>fromRunnable(() -> HeldRights.requireReached(
                                caller.in(organization), Action.CHANGE_INVITATIONS, grants.reached())))
                // Names may have grown since: that keeps nobody from switching the invitation off.
                .doOnNext(grants -> {
                    if (!grants.ids().equals(current.ids())) {
                        requireBounded(grants);
                    }
                });
    }

    /** To let more people have a role takes as much as to name it; so does to give it in another unit. */
    private static boolean grantsMore(Held held, InvitationGrants grants, InvitationDraft.Checked after) {
        InvitationGrants current = held.invitation().grants();
        return after.terms().mayAdmitMoreThan(held.invitation().terms())
                || !grants.of(GrantKind.ROLE)
                        .toList()
                        .equals(current.of(GrantKind.ROLE).toList())
                || !Objects.equals(grants.unit(), current.unit());
    }

    /** @param others of each kind that is not among what was found */
    private static InvitationGrants grants(Map<GrantKind, List<Grantable>> found, InvitationGrants others) {
        return new InvitationGrants(Stream.of(GrantKind.values())
                .flatMap(kind -> found.containsKey(kind)
                        ? found.getOrDefault(kind, List.of()).stream()
                                .map(one -> new Granted(
                                        one.id(),
                                        kind,
                                        one.name(),
                                        !one.permissions().isEmpty()))
                        : others.of(kind))
                .toList());
    }

    private Mono<Void> requireGrantable(
            Caller caller, OrganizationId organization, InvitationGrants grants, List<String> named) {
        Rights rights = caller.in(organization);
        return requireRolesHeld(rights, organization, grants, named)
                .doOnNext(roles -> {
                    HeldRights.requireRecentSignIn(caller, roles, grants.unit(), clock.instant());
                    HeldRights.requireReached(rights, Action.CHANGE_INVITATIONS, grants.reached());
                })
                .then();
    }

    /** Ends the request with 403 if the caller may not have people accept who could not before. */
    public Mono<Void> ofInvited(Caller caller, Held held) {
        InvitationGrants grants = held.invitation().grants();
        return requireGrantable(caller, held.organization().id(), grants, grants.names(GrantKind.ROLE));
    }

    /** Likewise for somebody with these rights in the organization, who asked for it before. */
    public Mono<Void> ofInvited(Rights rights, Held held) {
        InvitationGrants grants = held.invitation().grants();
        rights.require(Action.CHANGE_INVITATIONS, Action.READ_INVITATIONS, grants.reached());
        return requireRolesHeld(rights, held.organization().id(), grants, grants.names(GrantKind.ROLE))
                .then();
    }

    private Mono<List<Grantable>> requireRolesHeld(
            Rights rights, OrganizationId organization, InvitationGrants grants, List<String> named) {
        return roles(organization, grants.of(GrantKind.ROLE).map(Granted::id))
                .doOnNext(roles -> HeldRights.require(rights, named, roles, grants.unit()));
    }

    private Mono<List<Grantable>> roles(OrganizationId organization, Stream<UUID> ids) {
        return grantables
                .among(
                        organization,
                        GrantKind.ROLE,
                        ids.map(id -> new Reference("", id)).toList())
                .collectList();
    }

    /**
     * What a member is to have.
     *
     * @param replaced of each kind that is named
     * @param retained those that the member had, and that the caller may not give
     */
    public record OfMember(Map<GrantKind, List<GrantableId>> replaced, List<GrantableId> retained) {}

    /**
     * What a member has.
     *
     * @param permits whether a role of it permits something
     */
    public record OfMemberBefore(Map<GrantKind, Set<UUID>> ids, boolean permits) {

        Set<UUID> of(GrantKind kind) {
            return ids.getOrDefault(kind, Set.of());
        }
    }

    /**
     * What a member is to have, by id or name; at least the default role. What they have already takes no right and need not
     * be in the plan. Ends the request as for an invitation.
     *
     * @param named of each kind that is to be replaced
     */
    public Mono<OfMember> ofMember(
            Caller caller, Organization organization, Map<GrantKind, List<String>> named, OfMemberBefore before) {
        return namedGrants.find(organization, new TreeMap<>(named), before::of).map(found -> {
            List<Grantable> roles = found.getOrDefault(GrantKind.ROLE, List.of());
            UUID unit = unit(found, before);
            List<Grantable> added = roles.stream()
                    .filter(role -> !before.of(GrantKind.ROLE).contains(role.id()))
                    .toList();
            Rights rights = caller.in(organization.id());
            HeldRights.require(rights, named.getOrDefault(GrantKind.ROLE, List.of()), added, unit);
            HeldRights.requireRecentSignIn(caller, added, unit, clock.instant());
            HeldRights.requireReached(
                    rights,
                    Action.CHANGE_MEMBERS,
                    new Reached(
                            found.containsKey(GrantKind.ROLE)
                                    ? roles.stream()
                                            .allMatch(role -> role.permissions().isEmpty())
                                    : !before.permits(),
                            unit));
            return new OfMember(
                    found.entrySet().stream().collect(toMap(Map.Entry::getKey, kind -> ids(kind.getValue()))),
                    ids(roles.stream()
                            .filter(role -> !added.contains(role)
                                    && !(organization.plan().allows(role.name())
                                            && HeldRights.lacking(rights, role, unit)
                                                    .isEmpty()))
                            .toList()));
        });
    }

    private static @Nullable UUID unit(Map<GrantKind, List<Grantable>> found, OfMemberBefore before) {
        Stream<UUID> ids = found.containsKey(GrantKind.UNIT)
                ? found.getOrDefault(GrantKind.UNIT, List.of()).stream().map(Grantable::id)
                : before.of(GrantKind.UNIT).stream();
        return ids.findFirst().orElse(null);
    }

    private static List<GrantableId> ids(List<Grantable> found) {
        return found.stream().map(one -> new GrantableId(one.id())).toList();
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

    /**
     * Ends the request with 403 if a member with these roles may do what the caller may not: such a member is not theirs to
     * change.
     *
     * @param unit of the member; null = none
     */
    public Mono<Void> ofHeld(Caller caller, OrganizationId organization, Set<UUID> roles, @Nullable UUID unit) {
        return roles.isEmpty()
                ? Mono.empty()
                : roles(organization, roles.stream())
                        .doOnNext(held -> held.forEach(role -> HeldRights.require(caller.in(organization), role, unit)))
                        .then();
    }
}
