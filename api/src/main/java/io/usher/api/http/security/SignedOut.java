package io.usher.api.http.security;

import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.RefusedPages;
import java.net.URI;
import java.util.Objects;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Redirects page requests to the sign-in page; refuses all others with a page that says so, and 401. */
final class SignedOut {

    private final ReturnCookie asked;
    private final RefusedPages pages;

    SignedOut(ReturnCookie asked, RefusedPages pages) {
        this.asked = asked;
        this.pages = pages;
    }

    Mono<Void> lead(ServerWebExchange exchange) {
        return Mono.defer(() -> opensPage(exchange.getRequest())
                ? leadToSignIn(exchange)
                : pages.render(exchange, Problem.of(Refusal.unauthorized("This takes a session."))));
    }

    /** Scripts expect a fragment and cannot use the sign-in page. */
    private static boolean opensPage(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        String accepted = headers.getFirst(HttpHeaders.ACCEPT);
        return (request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD)
                && accepted != null
                && accepted.contains(MediaType.TEXT_HTML_VALUE)
                && "navigate".equals(Objects.requireNonNullElse(headers.getFirst("Sec-Fetch-Mode"), "navigate"));
    }

    private Mono<Void> leadToSignIn(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.SEE_OTHER);
        PageHeaders.set(response.getHeaders());
        response.getHeaders().setLocation(URI.create("/sign-in"));
        response.getHeaders().setCacheControl(CacheControl.noStore());
        asked.of(exchange.getRequest())
                .ifPresent(cookie -> response.getHeaders().add(HttpHeaders.SET_COOKIE, cookie.toString()));
        return response.setComplete();
    }
}
