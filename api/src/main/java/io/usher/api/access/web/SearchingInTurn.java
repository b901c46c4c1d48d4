package io.usher.api.access.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** A search reads a lot: one tenant's leave most connections of the database to the others. */
@Component
@Order(SearchingInTurn.AFTER_SECURITY)
final class SearchingInTurn implements WebFilter {

    static final int AFTER_SECURITY = 0;

    private static final int MOST_TENANTS = 10_000;

    private final LoadingCache<String, Turns> turns;

    SearchingInTurn(LimitSettings limits) {
        this.turns = Caffeine.newBuilder()
                .maximumSize(MOST_TENANTS)
                .build(tenant -> new Turns(limits.searches(), limits.searchesWaiting()));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return isSearch(exchange)
                ? ReactiveSecurityContextHolder.getContext()
                        .mapNotNull(context -> context.getAuthentication())
                        .ofType(CallerAuthentication.class)
                        .map(caller -> caller.getPrincipal().tenant())
                        .defaultIfEmpty("")
                        .flatMap(tenant -> turns.get(tenant).inTurn(() -> chain.filter(exchange)))
                : chain.filter(exchange);
    }

    private static boolean isSearch(ServerWebExchange exchange) {
        return exchange.getRequest().getMethod() == HttpMethod.GET
                && exchange.getRequest().getQueryParams().containsKey("q");
    }
}
