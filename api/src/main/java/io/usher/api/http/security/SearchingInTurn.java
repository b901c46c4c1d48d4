package io.usher.api.http.security;

import io.usher.api.http.csv.CsvExport;
import java.time.Duration;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Searches and exports read a lot: those of one tenant leave most connections of the database, and the memory, to the others.
 */
@Component
@Order(SearchingInTurn.AFTER_SECURITY)
final class SearchingInTurn implements WebFilter {

    static final int AFTER_SECURITY = 0;

    /** A search takes seconds, at worst. */
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private static final List<String> SEARCHES = List.of("/audit", "/people/invites", "/statistics");

    private final TurnsOfTenants searches;
    private final TurnsOfTenants exports;

    SearchingInTurn(LimitSettings limits) {
        this.searches = new TurnsOfTenants(limits.searches(), limits.searchesWaiting(), WITHIN);
        // They last as long as their readers take: nobody waits for that.
        this.exports = new TurnsOfTenants(limits.exports(), 0, WITHIN);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (request.getMethod() != HttpMethod.GET) {
            return chain.filter(exchange);
        }
        Mono<Void> listed = isSearch(request) ? inTurn(searches, chain.filter(exchange)) : chain.filter(exchange);
        return isExport(request) ? inTurn(exports, listed) : listed;
    }

    /** Pages have addresses for them: a link cannot say what it accepts. */
    private static boolean isExport(ServerHttpRequest request) {
        return CsvExport.isWanted(request.getHeaders())
                || request.getPath().pathWithinApplication().value().endsWith(".csv");
    }

    /** Pages of the audit log, too: no index knows all that it is filtered by. So are those that read all of an organization. */
    private static boolean isSearch(ServerHttpRequest request) {
        String path = request.getPath().pathWithinApplication().value();
        return request.getQueryParams().containsKey("q") || SEARCHES.stream().anyMatch(path::endsWith);
    }

    private static Mono<Void> inTurn(TurnsOfTenants turns, Mono<Void> listed) {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .ofType(CallerAuthentication.class)
                .map(CallerAuthentication::getPrincipal)
                .defaultIfEmpty(Caller.withId(""))
                .flatMap(caller -> turns.inTurn(caller, () -> listed));
    }
}
