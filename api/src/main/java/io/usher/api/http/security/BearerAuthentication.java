package io.usher.api.http.security;

import io.usher.api.http.json.SingleHeader;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Knows the caller of a request by its {@code Authorization: Bearer} header. */
@Component
final class BearerAuthentication {

    private static final String SCHEME = "Bearer ";
    /** What {@link io.usher.api.http.security.Secret} makes. */
    private static final Pattern FORM = Pattern.compile("usher_[A-Za-z0-9_-]{43}");

    /** Look-ups of tokens that are not known here leave a connection to those that are. */
    private static final int UNKNOWN_AT_ONCE = 1;

    private static final int UNKNOWN_WAITING = 256;
    private static final Duration UNKNOWN_WITHIN = Duration.ofSeconds(2);

    private final RecentKeys keys;
    private final IssuedTokens tokens;
    private final Limits limits;
    private final @Nullable KeyHash adminToken;
    private final Clock clock;
    private final Turns unknown = new Turns(UNKNOWN_AT_ONCE, UNKNOWN_WAITING, UNKNOWN_WITHIN);

    BearerAuthentication(RecentKeys keys, IssuedTokens tokens, Limits limits, AccessSettings settings, Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.limits = limits;
        this.adminToken = settings.adminToken().isEmpty() ? null : KeyHash.of(settings.adminToken());
        this.clock = clock;
    }

    /**
     * Who is calling; empty if there is no key, or none that is valid. Fails if the limit of the caller is reached, and with a
     * {@link io.usher.api.http.problem.Refusal.Unauthorized} if it is a token that is not good.
     */
    Mono<CallerAuthentication> caller(ServerWebExchange exchange) {
        String header = SingleHeader.of(exchange.getRequest().getHeaders(), HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Mono.empty();
        }
        String presented = header.substring(SCHEME.length()).strip();
        return tokens.mayHave(presented)
                ? tokens.find(presented, Limits.network(exchange))
                        .doOnNext(token -> limits.call(token.getPrincipal()))
                        .switchIfEmpty(Mono.defer(() -> holder(presented, exchange)))
                : holder(presented, exchange);
    }

    private Mono<CallerAuthentication> holder(String presented, ServerWebExchange exchange) {
        return key(presented, exchange)
                .filter(key -> !key.isOverAt(clock.instant()))
                .doOnNext(key -> limits.call(key.id()))
                .map(key -> new CallerAuthentication(key.caller()));
    }

    /** What cannot be a key is not looked up. */
    private Mono<ApiKey> key(String token, ServerWebExchange exchange) {
        KeyHash hash = KeyHash.of(token);
        if (keys.isKnown(hash)) {
            return keys.find(hash);
        }
        if (!FORM.matcher(token).matches() && !hash.equals(adminToken)) {
            return Mono.empty();
        }
        limits.unknownToken(Limits.network(exchange));
        return unknown.inTurn(() -> keys.find(hash));
    }
}
