package io.usher.api.http.security;

import io.usher.api.http.json.SingleHeader;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
    /** What {@link io.usher.api.http.security.Secret} makes. */
    private static final Pattern FORM = Pattern.compile("usher_[A-Za-z0-9_-]{43}");

    /** Look-ups of tokens that are not known here leave a connection to those that are. */
    private static final int UNKNOWN_AT_ONCE = 1;

    private static final int UNKNOWN_WAITING = 256;
    private static final Duration UNKNOWN_WITHIN = Duration.ofSeconds(2);

    private final RecentKeys keys;
    private final Limits limits;
    private final @Nullable KeyHash adminToken;
    private final Clock clock;
    private final Turns unknown = new Turns(UNKNOWN_AT_ONCE, UNKNOWN_WAITING, UNKNOWN_WITHIN);

    BearerAuthentication(RecentKeys keys, Limits limits, AccessSettings settings, Clock clock) {
        this.keys = keys;
        this.limits = limits;
        this.adminToken = settings.adminToken().isEmpty() ? null : KeyHash.of(settings.adminToken());
        this.clock = clock;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        String header = SingleHeader.of(exchange.getRequest().getHeaders(), HttpHeaders.AUTHORIZATION);
        return header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Mono.empty()
                : Mono.just(new BearerToken(header.substring(SCHEME.length()).strip(), Limits.network(exchange)));
    }

    @Override
    public Mono<Authentication> authenticate(Authentication presented) {
        return Mono.just(presented)
                .ofType(BearerToken.class)
                .flatMap(this::key)
                .filter(key -> !key.isOverAt(clock.instant()))
                .doOnNext(limits::call)
                .map(ApiKey::caller)
                .<Authentication>map(CallerAuthentication::new)
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("no such key")));
    }

    /** What cannot be a key is not looked up. */
    private Mono<ApiKey> key(BearerToken token) {
        KeyHash hash = KeyHash.of(token.getCredentials());
        if (!FORM.matcher(token.getCredentials()).matches() && !hash.equals(adminToken)) {
            return Mono.empty();
        }
        if (keys.isKnown(hash)) {
            return keys.find(hash);
        }
        limits.unknownToken(token.network());
        return unknown.inTurn(() -> keys.find(hash));
    }
}
