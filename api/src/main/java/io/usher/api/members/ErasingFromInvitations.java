package io.usher.api.members;

import io.usher.api.imports.ImportRows;
import io.usher.api.invitations.Invitations;
import io.usher.api.invitations.KeepingInvitations;
import io.usher.api.organizations.Organizations;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes a person off the invitations of an organization, inside of the caller's transaction. */
final class ErasingFromInvitations {

    /** Few, so that whoever decides about an invitation does not wait long; the others follow in further steps. */
    private static final int AT_ONCE = 20;

    private final Organizations organizations;
    private final Invitations invitations;
    private final KeepingInvitations keeping;
    private final ImportRows importRows;
    private final Clock clock;

    ErasingFromInvitations(
            Organizations organizations,
            Invitations invitations,
            KeepingInvitations keeping,
            ImportRows importRows,
            Clock clock) {
        this.organizations = organizations;
        this.invitations = invitations;
        this.keeping = keeping;
        this.importRows = importRows;
        this.clock = clock;
    }

    /**
     * Erases the person from some invitations, to which imports that are not done do not add them again, and returns whether no
     * others name them.
     */
    Mono<Boolean> eraseFromSome(OrganizationId organization, String address) {
        return organizations
                .lock(organization, false)
                .then(Mono.defer(() -> importRows.skip(organization, address)))
                .then(Mono.defer(
                        () -> invitations.naming(organization, address, AT_ONCE).collectList()))
                .flatMap(named -> Flux.fromIterable(named)
                        .concatMap(invitation -> erase(invitation, address))
                        .then(Mono.just(named.size() < AT_ONCE)));
    }

    private Mono<Void> erase(InvitationId id, String address) {
        return invitations.lock(id).flatMap(locked -> keeping.erase(locked, address, clock.instant()));
    }
}
