package io.usher.api.members;

import io.usher.api.granting.Grantables;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows members. Takes {@code members:read}, {@code members:write} or {@code learners:manage}, as far as that reaches. */
public final class FindingMembers {

    private final FindingOrganizations organizations;
    private final Members members;
    private final MemberPages pages;
    private final Grantables grantables;
    private final OfferedMemberChanges offered;

    FindingMembers(
            FindingOrganizations organizations, Members members, Grantables grantables, OfferedMemberChanges offered) {
        this.offered = offered;
        this.organizations = organizations;
        this.members = members;
        this.pages = new MemberPages(members);
        this.grantables = grantables;
    }

    /** By id or address, also if the membership has ended. Ends the request with 404 if there is no such member. */
    public Mono<Member> find(Caller caller, String organization, String member) {
        return find(caller, organization, member, Action.READ_MEMBERS);
    }

    /** Likewise, for callers who may do this to the member; 403 if they may only see them. */
    Mono<Member> find(Caller caller, String organization, String member, Action action) {
        return organization(caller, organization, action).flatMap(found -> find(caller, found.id(), member, action));
    }

    Mono<Member> find(Caller caller, OrganizationId organization, String member, Action action) {
        return find(organization, member)
                .doOnNext(found -> caller.in(organization).require(action, Action.READ_MEMBERS, found.reached()));
    }

    Mono<Member> find(OrganizationId organization, String member) {
        UUID id = Reference.of(member).id();
        Mono<Member> found = id != null
                ? members.withId(organization, id)
                : Mono.justOrEmpty(EmailAddress.parse(member))
                        .flatMap(address -> members.withAddress(organization, address.normal()));
        return found.switchIfEmpty(Mono.error(Refusal::notFound));
    }

    /**
     * Ends the request with 400 if the organization has nothing of a name that is asked for.
     *
     * @param having names or ids of what each of them must have
     */
    public Mono<Page<Member>> list(
            Caller caller,
            String organization,
            boolean ended,
            Map<GrantKind, String> having,
            @Nullable String q,
            PageRequest page) {
        return organization(caller, organization, Action.READ_MEMBERS)
                .flatMap(found -> ids(found.id(), having)
                        .flatMap(ids ->
                                pages.page(found.id(), new MemberFilter(ended, ids, q, reach(caller, found)), page)));
    }

    /** Those who joined last, the newest first. */
    public Mono<List<Member>> latest(Caller caller, Organization organization, int limit) {
        caller.in(organization.id()).require(Action.READ_MEMBERS);
        return members.latest(organization.id(), reach(caller, organization), limit)
                .collectList();
    }

    /** Ends the request with 404 if the organization has no such team. */
    public Mono<Page<Member>> inTeam(
            Caller caller, String organization, String team, @Nullable String q, PageRequest page) {
        return organization(caller, organization, Action.READ_MEMBERS)
                .flatMap(found -> grantables
                        .find(found.id(), GrantKind.TEAM, Reference.of(team))
                        .switchIfEmpty(Mono.error(Refusal::notFound))
                        .flatMap(one -> pages.page(
                                found.id(),
                                new MemberFilter(false, List.of(one.id()), q, reach(caller, found)),
                                page)));
    }

    /** What the caller may do to members of the organization: what pages offer follows from it. */
    public Mono<OfferedMemberChanges.Offered> offered(Caller caller, OrganizationId organization, List<Member> found) {
        return offered.of(caller, organization, found);
    }

    private static Reach reach(Caller caller, Organization organization) {
        return caller.in(organization.id()).reach(Action.READ_MEMBERS);
    }

    private Mono<Organization> organization(Caller caller, String reference, Action action) {
        return organizations
                .find(caller, reference)
                .doOnNext(found -> caller.in(found.id()).require(action));
    }

    private Mono<List<UUID>> ids(OrganizationId organization, Map<GrantKind, String> having) {
        return Flux.fromIterable(having.entrySet())
                .concatMap(one -> grantables
                        .find(organization, one.getKey(), Reference.of(one.getValue()))
                        .switchIfEmpty(Mono.error(
                                () -> Refusal.invalid(one.getKey().wireName(), "does not exist: " + one.getValue()))))
                .map(found -> found.id())
                .collectList();
    }
}
