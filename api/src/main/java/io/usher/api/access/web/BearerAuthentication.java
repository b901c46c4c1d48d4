package io.usher.api.access.web;

import io.usher.api.access.ApiKey;
import io.usher.api.access.KeyHash;
import java.time.Clock;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Knows the caller of a request by its {@code Authorization: Bearer} header. */
@Component
final class BearerAuthentication implements ServerAuthenticationConverter, ReactiveAuthenticationManager {

    private static final String SCHEME = "Bearer ";
    private static final int MAX_LENGTH = 512;

    private final RecentKeys keys;
    private final Clock clock;

    BearerAuthentication(RecentKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Mono.empty()
                : Mono.just(new BearerToken(header.substring(SCHEME.length()).strip()));
    }

    @Override
    public Mono<Authentication> authenticate(Authentication presented) {
        return Mono.just(presented)
                .ofType(BearerToken.class)
                .map(BearerToken::getCredentials)
                .filter(token -> !token.isEmpty() && token.length() <= MAX_LENGTH)
                .flatMap(token -> keys.find(KeyHash.of(token)))
                .filter(key -> !key.isOverAt(clock.instant()))
                .map(ApiKey::caller)
                .<Authentication>map(CallerAuthentication::new)
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("no such key")));
    }
}
