package io.usher.api.http.security;

import io.usher.api.http.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** A browser that asks for a page that does not exist gets one that says so; whatever else asks gets a problem document. */
final class MissingPages implements WebFilter {

    private final RefusedPages pages;

    MissingPages(RefusedPages pages) {
        this.pages = pages;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange)
                .onErrorResume(
                        failure -> failure instanceof ResponseStatusException missing
                                && missing.getStatusCode() == HttpStatus.NOT_FOUND
                                && isOfPerson(exchange),
                        missing -> pages.render(exchange, Refusal.notFound()));
    }

    private static boolean isOfPerson(ServerWebExchange exchange) {
        @Nullable String accepted = exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT);
        return !Paths.API.contain(exchange) && accepted != null && accepted.contains(MediaType.TEXT_HTML_VALUE);
    }
}
