package io.usher.api.http.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Objects;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Redirects page requests to the sign-in page; refuses all others with 401. */
final class SignedOut implements ServerAuthenticationEntryPoint {

    private final ReturnCookie asked;
    private final byte[] page;

    SignedOut(ReturnCookie asked) {
        this.asked = asked;
        try {
            this.page = new ClassPathResource("templates/pages/signed-out.html").getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
        return Mono.defer(() -> opensPage(exchange.getRequest()) ? leadToSignIn(exchange) : refuse(exchange));
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

    private Mono<Void> refuse(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.UNAUTHORIZED);
        response.getHeaders().setContentType(MediaType.TEXT_HTML);
        PageHeaders.set(response.getHeaders());
        response.getHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; img-src 'self' data:;"
                                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(page)));
    }
}
