package io.usher.api.http.security;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Holds each address to its limit, whoever it says it is. What watches over the program is let through. */
@Component
@Order(LimitingAddresses.BEFORE_SECURITY)
final class LimitingAddresses implements WebFilter {

    static final int BEFORE_SECURITY = -200;

    private final Limits limits;

    LimitingAddresses(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> {
            if (!exchange.getRequest().getPath().value().startsWith("/actuator/")) {
                limits.request(exchange);
            }
            return chain.filter(exchange);
        });
    }
}
