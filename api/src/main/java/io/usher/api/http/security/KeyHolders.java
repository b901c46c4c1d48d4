package io.usher.api.http.security;

import io.usher.api.http.problem.ProblemRendering;
import io.usher.api.http.problem.Refusal;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets in who proves with the request that they have a key or a token, and remembers nothing between requests. It is one filter where
 * Spring Security has five that can do more: those were the larger part of what a request costs beside its handler.
 */
final class KeyHolders implements WebFilter {

    private static final String REALM = "Bearer realm=\"usher\"";

    /** What everybody may see stays visible with a bad key, and while keys cannot be looked up. */
    private static final Paths PUBLIC = Paths.of("/actuator/health/**", "/actuator/prometheus");

    private final BearerAuthentication bearer;
    private final ProblemRendering problems;

    KeyHolders(BearerAuthentication bearer, ProblemRendering problems) {
        this.bearer = bearer;
        this.problems = problems;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (Paths.API.contain(exchange)) {
            return bearer.caller(exchange)
                    .singleOptional()
                    .onErrorResume(
                            Refusal.Unauthorized.class,
                            bad -> refuse(exchange, bad).then(Mono.empty()))
                    .flatMap(caller ->
                            caller.map(one -> serve(exchange, chain, one)).orElseGet(() -> refuse(exchange)));
        }
        return PUBLIC.contain(exchange) ? chain.filter(exchange) : refuse(exchange);
    }

    private static Mono<Void> serve(ServerWebExchange exchange, WebFilterChain chain, CallerAuthentication caller) {
        return chain.filter(exchange)
                .contextWrite(RequestOrigin.in(ReactiveSecurityContextHolder.withAuthentication(caller), exchange));
    }

    private Mono<Void> refuse(ServerWebExchange exchange) {
        return refuse(exchange, problems);
    }

    /** In the words of RFC 6750: the program gets another token and tries again. */
    private Mono<Void> refuse(ServerWebExchange exchange, Refusal bad) {
        exchange.getResponse()
                .getHeaders()
                .set(
                        HttpHeaders.WWW_AUTHENTICATE,
                        REALM + ", error=\"invalid_token\", error_description=\"" + bad.detail() + "\"");
        return problems.render(exchange, bad);
    }

    /** Answers who has proven nothing. */
    static Mono<Void> refuse(ServerWebExchange exchange, ProblemRendering problems) {
        exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, REALM);
        return problems.render(
                exchange, Refusal.unauthorized("This takes a valid key or token: Authorization: Bearer <key>."));
    }
}
