package io.usher.api.http.security;

import io.usher.api.http.problem.ProblemRendering;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Serves those who have a browser. Where one has to be signed in, that is looked up first, and calls of the API are held to
 * the limits of whoever makes them; elsewhere it is looked up if somebody asks for it, which pages for everybody do not.
 * Like {@link KeyHolders}, it is one filter where Spring Security has several that can do more.
 */
final class Visitors implements WebFilter {

    private static final Paths OF_PEOPLE = Paths.of("/console/**", "/me/**");

    private final ServerSecurityContextRepository sessions;
    private final Limits limits;
    private final SignedOut signedOut;
    private final ProblemRendering problems;

    Visitors(ServerSecurityContextRepository sessions, Limits limits, SignedOut signedOut, ProblemRendering problems) {
        this.sessions = sessions;
        this.limits = limits;
        this.signedOut = signedOut;
        this.problems = problems;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Mono<SecurityContext> session = sessions.load(exchange);
        if (Paths.API.contain(exchange)) {
            return signedIn(
                    session, call(exchange, chain, session), Mono.defer(() -> KeyHolders.refuse(exchange, problems)));
        }
        return OF_PEOPLE.contain(exchange)
                ? signedIn(session, chain.filter(exchange), signedOut.lead(exchange))
                : chain.filter(exchange).contextWrite(ReactiveSecurityContextHolder.withSecurityContext(session));
    }

    private Mono<Void> call(ServerWebExchange exchange, WebFilterChain chain, Mono<SecurityContext> session) {
        return caller(ReactiveSecurityContextHolder.getContext())
                .doOnNext(caller -> caller.account().ifPresent(limits::call))
                .then(chain.filter(exchange))
                .contextWrite(context -> LiveCallers.with(context, caller(session)));
    }

    private static Mono<Void> signedIn(Mono<SecurityContext> session, Mono<Void> served, Mono<Void> refused) {
        return session.singleOptional()
                .flatMap(found -> found.map(context -> served.contextWrite(
                                ReactiveSecurityContextHolder.withSecurityContext(Mono.just(context))))
                        .orElse(refused));
    }

    private static Mono<Caller> caller(Mono<SecurityContext> security) {
        return security.mapNotNull(SecurityContext::getAuthentication)
                .mapNotNull(Authentication::getPrincipal)
                .ofType(Caller.class);
    }
}
