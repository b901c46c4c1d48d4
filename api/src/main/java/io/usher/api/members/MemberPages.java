package io.usher.api.members;

import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Pages of members in the order of their ids. An index knows what few of them hold; of their texts there is none. */
final class MemberPages {

    private final Members members;

    MemberPages(Members members) {
        this.members = members;
    }

    Mono<Page<Member>> page(OrganizationId organization, MemberFilter filter, PageRequest page) {
        return Search.page(page, Order.BY_ID, member -> member.id().value(), new Search<>() {

            /** Also of those whose membership has ended, of whom there may be many in a row. */
            @Override
            public boolean isFiltered() {
                return true;
            }

            @Override
            public Mono<UUID> end() {
                return members.end(organization, filter, page);
            }

            @Override
            public Flux<Member> upTo(@Nullable UUID end) {
                return members.upTo(end, organization, filter, page);
            }

            @Override
            public Mono<List<Member>> indexed() {
                return filter.isIndexed() ? members.having(organization, filter, page) : Mono.empty();
            }
        });
    }
}
