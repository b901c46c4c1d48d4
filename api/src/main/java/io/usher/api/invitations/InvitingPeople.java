package io.usher.api.invitations;

import io.usher.api.database.Transactions;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Organizations;
import io.usher.contract.id.InvitationId;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Makes invitations. Takes {@code invitations:write}. */
public final class InvitingPeople {

    private final FindingOrganizations finding;
    private final Organizations organizations;
    private final CheckingGrants checking;
    private final KeepingInvitations keeping;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public InvitingPeople(
            FindingOrganizations finding,
            Organizations organizations,
            CheckingGrants checking,
            KeepingInvitations keeping,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        this.finding = finding;
        this.organizations = organizations;
        this.checking = checking;
        this.keeping = keeping;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /** Makes the invitation, invitees of those whom it names, and the events of it all. */
    public Mono<Invitation> invite(Caller caller, String organization, InvitationDraft draft) {
        return invite(caller, organization, draft, keeping::add);
    }

    /** Likewise as a part of something that has an entry in the audit log. */
    public Mono<Invitation> inviteUnaudited(Caller caller, String organization, InvitationDraft draft) {
        return invite(caller, organization, draft, keeping::addUnaudited);
    }

    private Mono<Invitation> invite(
            Caller caller,
            String organization,
            InvitationDraft draft,
            BiFunction<Caller, Invitation, Mono<Invitation>> add) {
        return transactions.inOne(finding.find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(Action.CHANGE_INVITATIONS))
                .map(found -> new Wanted(found, draft.check(Addressees.EVERYBODY)))
                .doOnNext(wanted -> wanted.draft().terms().requireToCome(null, clock.instant()))
                .flatMap(wanted -> organizations
                        .lock(wanted.organization().id(), false)
                        .flatMap(locked -> checking.ofNew(caller, locked, wanted.draft())
                                .flatMap(grants -> add.apply(
                                        caller,
                                        invitation(
                                                caller, locked, wanted.draft().terms(), grants))))));
    }

    private Invitation invitation(Caller caller, Organization organization, Terms terms, InvitationGrants grants) {
        Instant now = clock.instant();
        return new Invitation(
                new InvitationId(ids.get()),
                InvitationCode.create(),
                organization.id(),
                terms,
                grants,
                0,
                0,
                0,
                caller.id(),
                now,
                now,
                null,
                1);
    }

    private record Wanted(Organization organization, InvitationDraft.Checked draft) {}
}
