package io.usher.api.organizations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
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

    /** Likewise with its plan, to keys and to people who manage it. */
    Mono<Organization> show(Caller caller, String reference) {
        return find(caller, reference).doOnNext(found -> {
            if (caller.account().isPresent()) {
                caller.in(found.id()).require(Action.READ_ORGANIZATION);
            }
        });
    }

    /** Whether the caller may see its whole plan, too: keys may, and people who manage it. */
    static boolean showsPlan(Caller caller, Organization organization) {
        return caller.account().isEmpty() || caller.in(organization.id()).allow(Action.READ_ORGANIZATION);
    }

    /** @param q part of the name or the slug; null = all */
    public Mono<Page<Organization>> list(Caller caller, @Nullable String q, PageRequest page) {
        return organizations
                .list(caller.isPlatform() ? null : caller.organizations().keySet(), q, page)
                .collectList()
                .map(fetched -> page.page(
                        fetched, Order.BY_ID, organization -> organization.id().value()));
    }
}
