package io.usher.api.acceptances.web;

import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.Acceptances.Found;
import io.usher.api.acceptances.Acceptances.Placed;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.RejectionReason;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Pages of the acceptances of an invitation, in queue order. */
@Component
public final class ListingAcceptances {

    private final FollowingAcceptances following;

    ListingAcceptances(FollowingAcceptances following) {
        this.following = following;
    }

    /** Ends the request with 400 if a filter is not known, and with 404 if there is no such invitation for the caller. */
    public Mono<Page<AcceptanceBody>> list(
            Caller caller,
            String invitation,
            @Nullable String outcome,
            @Nullable String reason,
            @Nullable String q,
            PageRequest page) {
        return following
                .list(caller, invitation, filter(outcome, reason, q), after(page), page.fetch())
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .map(found -> page(page, found).map(one -> AcceptanceBody.from(one.acceptance())));
    }

    private static AcceptanceFilter filter(@Nullable String outcome, @Nullable String reason, @Nullable String q) {
        return new AcceptanceFilter(
                outcome == null
                        ? null
                        : Outcome.named(outcome).orElseThrow(() -> Refusal.invalid("outcome", "is not known")),
                reason == null ? null : reasonNamed(reason),
                SearchText.of(q));
    }

    private static RejectionReason reasonNamed(String name) {
        for (RejectionReason reason : RejectionReason.values()) {
            if (reason.wireName().equals(name)) {
                return reason;
            }
        }
        throw Refusal.invalid("reason", "is not known");
    }

    private static long after(PageRequest page) {
        Long after = page.after(Order.BY_NUMBER);
        return after == null ? 0 : after;
    }

    private static Page<Placed> page(PageRequest request, Found found) {
        Page<Placed> page = request.page(found.placed(), Order.BY_NUMBER, Placed::ordinal);
        boolean pending =
                !page.items().isEmpty() && page.items().getFirst().acceptance().outcome() == Outcome.PENDING;
        if (pending) {
            return new Page<>(page.items(), null);
        }
        return found.searchedTo() == null
                ? page
                : new Page<>(page.items(), request.cursor(Order.BY_NUMBER, found.searchedTo()));
    }
}
