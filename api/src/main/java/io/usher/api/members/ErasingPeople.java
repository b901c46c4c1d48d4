package io.usher.api.members;

import io.usher.api.database.Transactions;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.imports.ImportRows;
import io.usher.api.invitations.Invitees;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.OrganizationId;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Erases a person from an organization. Takes {@code members:write}, or the platform's {@code organizations:write}. The
 * invitations name them no more at once, nor will rows of files that are being imported; the programs that keep members and
 * mail are asked to erase them too. To ask again does no harm.
 */
final class ErasingPeople {

    private final FindingOrganizations finding;
    private final Invitees invitees;
    private final ErasingFromInvitations invitations;
    private final ImportRows importRows;
    private final RequestingErasures requests;
    private final Transactions transactions;

    ErasingPeople(
            FindingOrganizations finding,
            Invitees invitees,
            ErasingFromInvitations invitations,
            ImportRows importRows,
            RequestingErasures requests,
            Transactions transactions) {
        this.finding = finding;
        this.invitees = invitees;
        this.invitations = invitations;
        this.importRows = importRows;
        this.requests = requests;
        this.transactions = transactions;
    }

    /**
     * Takes one step of an erasure, and returns whether it was the last one: the person is on no invitation and in no
     * report of an import any more, and the other programs are asked to erase them. Each step is to be a transaction of
     * its own, so that it locks few invitations. Fails with 404 if there is no such member.
     *
     * @param member the id of a member, or an address, be it a member's or not
     */
    Mono<Boolean> eraseStepwise(Caller caller, String organization, String member) {
        return person(caller, organization, member)
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(person -> transactions.inOne(erase(caller, person.organization(), person.address())));
    }

    private Mono<Boolean> erase(Caller caller, OrganizationId organization, String address) {
        return invitations
                .eraseFromSome(organization, address)
                .flatMap(erased -> erased ? importRows.erase(organization, address) : Mono.just(false))
                .flatMap(erased -> erased
                        ? invitees.forgetResends(organization, address)
                                .then(requests.request(caller, organization, address))
                                .thenReturn(true)
                        : Mono.just(false));
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

    private record Person(OrganizationId organization, String address) {}
}
