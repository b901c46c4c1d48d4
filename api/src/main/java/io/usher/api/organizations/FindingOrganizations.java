package io.usher.api.organizations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.contract.id.OrganizationId;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Shows callers the organizations that exist for them: all to the platform, their own to others. */
public final class FindingOrganizations {

    private final Organizations organizations;

    public FindingOrganizations(Organizations organizations) {
        this.organizations = organizations;
    }

    /**
     * By id or slug. Ends the request with 404 if there is no such organization or it is not the caller's; whatever is refused to a
     * caller afterwards is refused within their own organization.
     */
    public Mono<Organization> find(Caller caller, String reference) {
        return organizations
                .find(Reference.of(reference))
                .filter(organization -> caller.sees(organization.id()))
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    /** Ends the request unless the caller may do this in the organization. */
    public Mono<Void> require(Caller caller, String reference, Action action) {
        return find(caller, reference)
                .doOnNext(found -> caller.in(found.id()).require(action))
                .then();
    }

    /** Likewise, to keys and to people who may see at least how many seats are free. */
    Mono<Organization> show(Caller caller, String reference) {
        return find(caller, reference).doOnNext(found -> {
            if (caller.account().isPresent()) {
                caller.in(found.id()).require(Action.SEE_FREE_SEATS);
            }
        });
    }

    /** Whether the caller may see its whole plan, too: keys may, and people who manage it. */
    static boolean showsPlan(Caller caller, Organization organization) {
        return caller.account().isEmpty() || caller.in(organization.id()).allow(Action.READ_ORGANIZATION);
    }

    /** @param q part of the name or the slug; null = all */
    public Mono<Page<Organization>> list(Caller caller, @Nullable String q, PageRequest page) {
        return list(caller, caller.organizations().keySet(), q, page);
    }

    /** Those in which the caller may do something that is not for themselves alone; all to the platform. */
    public Mono<Page<Organization>> whereActive(Caller caller, @Nullable String q, PageRequest page) {
        Set<OrganizationId> active = caller.organizations().keySet().stream()
                .filter(one -> !caller.in(one).actions().isEmpty())
                .collect(Collectors.toSet());
        return list(caller, active, q, page);
    }

    private Mono<Page<Organization>> list(
            Caller caller, Set<OrganizationId> own, @Nullable String q, PageRequest page) {
        return organizations
                .list(caller.isPlatform() ? null : own, q, page)
                .collectList()
                .map(fetched -> page.page(
                        fetched, Order.BY_ID, organization -> organization.id().value()));
    }
}
