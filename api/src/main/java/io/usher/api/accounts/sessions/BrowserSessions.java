package io.usher.api.accounts.sessions;

import io.usher.api.http.security.CallerAuthentication;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.Limits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells Spring Security who is signed in. A session begins with signing in and in no other way. */
@Component
public final class BrowserSessions implements ServerSecurityContextRepository {

    private final Sessions sessions;
    private final SessionCookie cookie;
    private final Limits limits;

    BrowserSessions(Sessions sessions, SessionCookie cookie, Limits limits) {
        this.sessions = sessions;
        this.cookie = cookie;
        this.limits = limits;
    }

    @Override
    public Mono<SecurityContext> load(ServerWebExchange exchange) {
        return Mono.justOrEmpty(cookie.session(exchange.getRequest()))
                .flatMap(session ->
                        sessions.isRecent(session) ? sessions.find(session) : lookUp(session, Limits.network(exchange)))
                .map(BrowserSessions::context);
    }

    /** Whoever makes up cookies is held to the limit on what is unknown. */
    private Mono<SignedIn> lookUp(KeyHash session, String network) {
        limits.unknownToken(network);
        return sessions.find(session)
                .doOnNext(found -> limits.knownToken(network))
                // Whether it is one is not known.
                .doOnError(failure -> limits.knownToken(network));
    }

    private static SecurityContext context(SignedIn signedIn) {
        CallerAuthentication authentication = new CallerAuthentication(signedIn.caller());
        authentication.setDetails(signedIn);
        return new SecurityContextImpl(authentication);
    }

    @Override
    public Mono<Void> save(ServerWebExchange exchange, @Nullable SecurityContext context) {
        return Mono.error(new UnsupportedOperationException("session: saved (expected to begin with signing in)"));
    }

    /** Who asks for the page that is being served; empty if nobody is signed in. */
    public static Mono<Optional<SignedIn>> visitor() {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(SecurityContext::getAuthentication)
                .map(authentication -> Optional.ofNullable(authentication.getDetails())
                        .filter(SignedIn.class::isInstance)
                        .map(SignedIn.class::cast))
                .defaultIfEmpty(Optional.empty());
    }
}
