package io.usher.api.invitees;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.PublicUrl;
import io.usher.api.organizations.Organization;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows the people on invitations to those who may see these; their links to those who may change them. */
public final class FindingInvitees {

    /** Rows of an export that are read at once. */
    private static final int AT_ONCE = 1000;

    /** Of which one page is made. */
    private static final int MOST_SEARCHES = 10;

    private final FindingInvitations invitations;
    private final InvitedPeople people;
    private final Resends resends;
    private final PersonalLinks links;
    private final PublicUrl publicUrl;
    private final Clock clock;

    FindingInvitees(
            FindingInvitations invitations,
            InvitedPeople people,
            Resends resends,
            PersonalLinks links,
            PublicUrl publicUrl,
            Clock clock) {
        this.invitations = invitations;
        this.people = people;
        this.resends = resends;
        this.links = links;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    public Mono<Page<Invitee>> list(Caller caller, String invitation, InviteeFilter filter, PageRequest page) {
        return invitations.find(caller, invitation).flatMap(found -> people.page(found, filter, page, clock.instant()));
    }

    /**
     * Those on all invitations of an organization that the caller may see: without a progress to filter by, those who may still
     * become members. If none of so many matches, the page is empty although there is a next one.
     */
    public Mono<Page<InvitedPerson>> ofOrganization(
            Caller caller, Organization organization, InviteeFilter filter, PageRequest page) {
        Rights rights = caller.in(organization.id());
        rights.require(Action.READ_INVITATIONS);
        Reach reach = rights.reach(Action.READ_INVITATIONS);
        return people.page(organization.id(), reach, filter, page, clock.instant())
                .expand(found -> found.items().isEmpty() && found.next() != null
                        ? people.page(organization.id(), reach, filter, page.following(found.next()), clock.instant())
                        : Mono.empty())
                .take(MOST_SEARCHES)
                .last();
    }

    /** Of some people those to whom their organization sends no invitations: they want none, or have no mailbox. */
    public Mono<Set<InviteeId>> mailless(OrganizationId organization, List<InviteeBody> some) {
        Map<InviteeId, String> addresses = new HashMap<>();
        some.forEach(
                one -> EmailAddress.parse(one.email()).ifPresent(address -> addresses.put(one.id(), address.normal())));
        return resends.suppressed(
                        organization, addresses.values().stream().distinct().toList())
                .collect(Collectors.toSet())
                .map(suppressed -> addresses.keySet().stream()
                        .filter(id -> suppressed.contains(addresses.get(id)))
                        .collect(Collectors.toSet()));
    }

    /** The address, as typed, of somebody whom the caller may see; empty if there is no such person. */
    public Mono<String> email(Caller caller, String id) {
        return find(caller, id, Action.READ_INVITATIONS)
                .map(invitee -> invitee.named().email())
                .onErrorResume(Refusal.NotFound.class, none -> Mono.empty())
                .onErrorResume(Refusal.Forbidden.class, unseen -> Mono.empty());
    }

    /** By id or code. Ends the request like {@link FindingInvitations#find}. */
    public Mono<InvitationId> invitation(Caller caller, String reference) {
        return invitations.find(caller, reference).map(Invitation::id);
    }

    /** Ends the request unless the caller may change who is on the invitation. */
    Mono<Void> requireChangeable(Caller caller, String invitation) {
        return invitations.require(caller, invitation, Action.CHANGE_INVITATIONS);
    }

    /** Likewise the invitation of the person of that id. */
    Mono<Void> requireChangeablePerson(Caller caller, String id) {
        return find(caller, id, Action.CHANGE_INVITATIONS).then();
    }

    /** All of an invitation in the order of inviting, read some at a time as they are asked for. */
    public Flux<Invitee> all(InvitationId invitation) {
        return some(invitation, null)
                .expand(some -> some.size() < AT_ONCE
                        ? Mono.empty()
                        : some(invitation, some.getLast().id().value()))
                .concatMapIterable(some -> some, 1);
    }

    private Mono<List<Invitee>> some(InvitationId invitation, @Nullable UUID after) {
        return people.list(invitation, after, AT_ONCE, clock.instant()).collectList();
    }

    /** Ends the request with 404 if there is nobody of that id, or they are on an invitation that is not the caller's to see. */
    Mono<Invitee> find(Caller caller, String id, Action action) {
        return Mono.justOrEmpty(Reference.of(id).id())
                .flatMap(uuid -> people.find(new InviteeId(uuid), clock.instant()))
                .filter(invitee -> caller.sees(invitee.organization()))
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .delayUntil(
                        invitee -> invitations.require(caller, invitee.organization(), invitee.invitation(), action));
    }

    /** Likewise if the invitation is deleted. */
    Mono<Invitee> present(Caller caller, String id, Action action) {
        return find(caller, id, action)
                .delayUntil(invitee ->
                        invitations.present(caller, invitee.invitation().toString(), action));
    }

    /** Ends the request with 404 if nobody of that id is on the invitation. */
    public Mono<Void> requireOn(InvitationId invitation, String id) {
        return Mono.justOrEmpty(Reference.of(id).id())
                .flatMap(uuid -> people.find(new InviteeId(uuid), clock.instant()))
                .filter(invitee -> invitee.invitation().equals(invitation))
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .then();
    }

    /** The personal link, for the caller to hand on. It proves nobody's address. */
    public Mono<String> link(Caller caller, String id) {
        return present(caller, id, Action.CHANGE_INVITATIONS).map(invitee -> {
            InviteeState.requireLink(invitee, clock.instant());
            return publicUrl.linkOf(invitee.code()) + "/p/"
                    + links.token(LinkPurpose.COPIED, invitee.id(), invitee.generation());
        });
    }
}
