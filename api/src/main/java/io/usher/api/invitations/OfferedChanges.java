package io.usher.api.invitations;

import io.usher.api.granting.Grantable;
import io.usher.api.granting.Grantables;
import io.usher.api.http.json.Reference;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.invitations.InvitationGrants.Granted;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Says what would not be refused to a caller, so that pages offer nothing else. Use cases decide for themselves, by the same
 * rules.
 */
public final class OfferedChanges {

    private final Grantables grantables;

    OfferedChanges(Grantables grantables) {
        this.grantables = grantables;
    }

    /**
     * What may be done to some invitations.
     *
     * @param changeable those that may be changed, switched off and deleted
     * @param invitable those by which more people may get in: they may be switched on, and people be added
     */
    public record Offered(Set<InvitationId> changeable, Set<InvitationId> invitable) {

        public boolean change(InvitationId invitation) {
            return changeable.contains(invitation);
        }

        public boolean invite(InvitationId invitation) {
            return invitable.contains(invitation);
        }
    }

    /** Of invitations of one organization. */
    public Mono<Offered> of(Caller caller, OrganizationId organization, List<Invitation> invitations) {
        Rights rights = caller.in(organization);
        List<Invitation> changeable = invitations.stream()
                .filter(one ->
                        rights.allow(Action.CHANGE_INVITATIONS, one.grants().reached()))
                .toList();
        Set<UUID> roles =
                changeable.stream().flatMap(one -> roles(one).stream()).collect(Collectors.toSet());
        return limits(caller, organization, roles)
                .map(limits -> new Offered(
                        ids(changeable),
                        ids(changeable.stream()
                                .filter(one ->
                                        limits.include(roles(one), one.grants().unit()))
                                .toList())));
    }

    private static Set<UUID> roles(Invitation invitation) {
        return invitation.grants().of(GrantKind.ROLE).map(Granted::id).collect(Collectors.toSet());
    }

    private static Set<InvitationId> ids(List<Invitation> invitations) {
        return invitations.stream().map(Invitation::id).collect(Collectors.toSet());
    }

    /** Beyond what a caller may do themselves nobody is theirs to change. */
    public record Limits(Rights rights, List<Grantable> roles) {

        /**
         * Whether nobody with these roles may do more than the caller.
         *
         * @param unit of who has them; null = none
         */
        public boolean include(Collection<UUID> held, @Nullable UUID unit) {
            Set<UUID> wanted = new HashSet<>(held);
            return roles.stream()
                    .filter(role -> wanted.contains(role.id()))
                    .allMatch(role -> HeldRights.lacking(rights, role, unit).isEmpty());
        }
    }

    /** As far as these roles are concerned. */
    public Mono<Limits> limits(Caller caller, OrganizationId organization, Collection<UUID> roles) {
        Rights rights = caller.in(organization);
        return roles.isEmpty()
                ? Mono.just(new Limits(rights, List.of()))
                : grantables
                        .among(
                                organization,
                                GrantKind.ROLE,
                                roles.stream().map(id -> new Reference("", id)).toList())
                        .collectList()
                        .map(found -> new Limits(rights, found));
    }
}
