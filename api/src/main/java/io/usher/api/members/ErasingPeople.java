package io.usher.api.members;

import io.usher.api.database.Transactions;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.Invitations;
import io.usher.api.invitations.Invitees;
import io.usher.api.invitations.KeepingInvitations;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Organizations;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.util.List;
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

    /** Few, so that whoever decides about an invitation does not wait long; the others follow in further steps. */
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

    /**
     * Takes one step of an erasure, and returns whether it was the last one: the person is on no invitation any more and
     * the other programs are asked to erase them. Each step is to be a transaction of its own, so that it locks few
     * invitations. Fails with 404 if there is no such member.
     *
     * @param member the id of a member, or an address, be it a member's or not
     */
    public Mono<Boolean> eraseStepwise(Caller caller, String organization, String member) {
        return person(caller, organization, member)
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(person -> transactions.inOne(eraseFromSome(person)
                        .flatMap(erased -> erased == AT_ONCE
                                ? Mono.just(false)
                                : request(person).thenReturn(true))));
    }

    private Mono<Person> person(Caller caller, String organization, String member) {
        return finding.find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(Action.ERASE_PEOPLE))
                .map(Organization::id)
                .flatMap(found -> address(found, member).map(address -> new Person(found, address)));
    }

    private Mono<String> address(OrganizationId organization, String member) {
        UUID id = Reference.of(member).id();
        return id != null
                ? invitees.addressOfMember(organization, id)
                : Mono.justOrEmpty(EmailAddress.parse(member)).map(EmailAddress::normal);
    }

    /** Returns from how many, at most {@link #AT_ONCE}. */
    private Mono<Integer> eraseFromSome(Person person) {
        return organizations
                .lock(person.organization(), false)
                .then(Mono.defer(() -> invitations
                        .naming(person.organization(), person.address(), AT_ONCE)
                        .collectList()))
                .flatMap(named -> Flux.fromIterable(named)
                        .concatMap(invitation -> erase(invitation, person.address()))
                        .then(Mono.just(named.size())));
    }

    private Mono<Void> erase(InvitationId id, String address) {
        return invitations.lock(id).flatMap(locked -> keeping.erase(locked, address, clock.instant()));
    }

    /** By the database's clock: what is erased must not depend on the clock of one instance. */
    private Mono<Void> request(Person person) {
        return transactions.time().flatMap(now -> {
            MemberErasureRequested request =
                    new MemberErasureRequested(new CommandId(ids.get()), person.organization(), person.address(), now);
            return outbox.append(List.of(new EventMessage(request.command().toString(), Source.API, now, request)));
        });
    }

    private record Person(OrganizationId organization, String address) {}
}
