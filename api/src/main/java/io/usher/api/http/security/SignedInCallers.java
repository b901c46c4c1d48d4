package io.usher.api.http.security;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Serves those who call the API from a page, within their limits. Pages themselves do not ask who is signed in here. */
final class SignedInCallers implements WebFilter {

    private final ServerSecurityContextRepository sessions;
    private final Limits limits;

    SignedInCallers(ServerSecurityContextRepository sessions, Limits limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Paths.API.contain(exchange)
                ? caller(ReactiveSecurityContextHolder.getContext())
                        .doOnNext(caller -> caller.account().ifPresent(limits::call))
                        .then(chain.filter(exchange))
                        .contextWrite(context -> LiveCallers.with(context, caller(sessions.load(exchange))))
                : chain.filter(exchange);
    }

    private static Mono<Caller> caller(Mono<SecurityContext> security) {
        return security.mapNotNull(SecurityContext::getAuthentication)
                .mapNotNull(Authentication::getPrincipal)
                .ofType(Caller.class);
    }
}
