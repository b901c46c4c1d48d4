package io.usher.api.inviting;

import io.usher.api.access.Caller;
import io.usher.api.access.Scope;
import io.usher.api.checking.Reference;
import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.organizing.Organization;
import io.usher.api.organizing.Organizations;
import io.usher.api.outbox.Outbox;
import io.usher.api.problem.Problem;
import io.usher.api.storing.Transactions;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Erases a person from an organization. Takes {@code members:write}, or the platform's {@code organizations:write}. The
 * invitations name them no more at once; the programs that keep members and mail are asked to erase them too. To ask again
 * does no harm.
 */
public final class ErasingPeople {

    /** Few, so that whoever decides about an invitation does not wait long; the others follow in further transactions. */
    private static final int AT_ONCE = 20;

    private final FindingOrganizations finding;
    private final Organizations organizations;
    private final Invitations invitations;
    private final Invitees invitees;
    private final KeepingInvitations keeping;
    private final Outbox outbox;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public ErasingPeople(
            FindingOrganizations finding,
            Organizations organizations,
            Invitations invitations,
            Invitees invitees,
            KeepingInvitations keeping,
            Outbox outbox,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        this.finding = finding;
        this.organizations = organizations;
        this.invitations = invitations;
        this.invitees = invitees;
        this.keeping = keeping;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /** @param member the id of a member, or an address, be it a member's or not */
    public Mono<Void> erase(Caller caller, String organization, String member) {
        return finding.find(caller, organization)
                .doOnNext(found -> caller.require(Scope.MEMBERS_WRITE, Scope.ORGANIZATIONS_WRITE))
                .map(Organization::id)
                .flatMap(found -> address(found, member).flatMap(address -> erase(found, address)));
    }

    private Mono<String> address(OrganizationId organization, String member) {
        UUID id = Reference.of(member).id();
        Optional<EmailAddress> address = EmailAddress.parse(member);
        return id != null
                ? invitees.addressOfMember(organization, id).switchIfEmpty(Mono.error(Problem::notFound))
                : address.map(found -> Mono.just(found.normal())).orElseGet(() -> Mono.error(Problem.notFound()));
    }

    private Mono<Void> erase(OrganizationId organization, String address) {
        Mono<Boolean> step = transactions.inOne(organizations
                .lock(organization, false)
                .then(Mono.defer(
                        () -> invitations.naming(organization, address, AT_ONCE).collectList()))
                .flatMap(named -> Flux.fromIterable(named)
                        .concatMap(invitation -> erase(invitation, address))
                        .then(Mono.defer(() -> named.size() < AT_ONCE ? request(organization, address) : Mono.empty()))
                        .thenReturn(named.size() == AT_ONCE)));
        return step.repeat().takeWhile(more -> more).then();
    }

    private Mono<Void> erase(InvitationId id, String address) {
        return invitations
                .lock(id)
                .flatMap(locked -> keeping.erase(locked, locked.without(address, clock.instant())))
                .then(Mono.defer(() -> invitees.remove(id, address)));
    }

    private Mono<Void> request(OrganizationId organization, String address) {
        Instant now = clock.instant();
        MemberErasureRequested request =
                new MemberErasureRequested(new CommandId(ids.get()), organization, address, now);
        return outbox.append(List.of(new EventMessage(request.command().toString(), Source.API, now, request)));
    }
}
