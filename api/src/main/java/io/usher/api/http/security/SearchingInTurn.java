package io.usher.api.http.security;

import java.time.Duration;
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

    /** A search takes seconds, at worst. */
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final TurnsOfTenants turns;

    SearchingInTurn(LimitSettings limits) {
        this.turns = new TurnsOfTenants(limits.searches(), limits.searchesWaiting(), WITHIN);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return isSearch(exchange)
                ? ReactiveSecurityContextHolder.getContext()
                        .mapNotNull(context -> context.getAuthentication())
                        .ofType(CallerAuthentication.class)
                        .map(caller -> caller.getPrincipal().tenant())
                        .defaultIfEmpty("")
                        .flatMap(tenant -> turns.inTurn(tenant, () -> chain.filter(exchange)))
                : chain.filter(exchange);
    }

    private static boolean isSearch(ServerWebExchange exchange) {
        return exchange.getRequest().getMethod() == HttpMethod.GET
                && exchange.getRequest().getQueryParams().containsKey("q");
    }
}
