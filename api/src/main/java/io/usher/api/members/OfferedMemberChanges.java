package io.usher.api.members;

import static java.util.stream.Collectors.toSet;

import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.invitations.OfferedChanges;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Says what {@link ChangingMembers} would not refuse to a caller, so that pages offer nothing else. */
public final class OfferedMemberChanges {

    private final OfferedChanges offered;

    OfferedMemberChanges(OfferedChanges offered) {
        this.offered = offered;
    }

    /**
     * What may be done to some members.
     *
     * @param changeable those that may be changed and removed
     * @param roles those of them whose roles may be changed
     */
    public record Offered(Set<UUID> changeable, Set<UUID> roles) {

        public boolean change(UUID member) {
            return changeable.contains(member);
        }

        public boolean changeRoles(UUID member) {
            return roles.contains(member);
        }
    }

    /** Of members of one organization. */
    public Mono<Offered> of(Caller caller, OrganizationId organization, List<Member> members) {
        Rights rights = caller.in(organization);
        List<Member> reached = members.stream()
                .filter(one -> rights.allow(Action.CHANGE_MEMBERS, one.reached()))
                .toList();
        Set<UUID> held = reached.stream()
                .flatMap(one -> one.ids(GrantKind.ROLE).stream())
                .collect(toSet());
        return offered.limits(caller, organization, held).map(limits -> {
            List<Member> changeable = reached.stream()
                    .filter(one -> limits.include(one.ids(GrantKind.ROLE), one.unit()))
                    .toList();
            return new Offered(
                    ids(changeable),
                    ids(changeable.stream()
                            .filter(one -> rights.allow(Action.CHANGE_ROLES_OF_MEMBERS, one.reached()))
                            .toList()));
        });
    }

    private static Set<UUID> ids(List<Member> members) {
        return members.stream().map(one -> one.id().value()).collect(toSet());
    }
}
