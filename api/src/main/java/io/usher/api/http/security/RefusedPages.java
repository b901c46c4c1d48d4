package io.usher.api.http.security;

import io.usher.api.http.problem.Refusal;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers browsers that are refused before a page is looked for. */
public interface RefusedPages {

    /** Writes a page that says so as the whole answer, in the person's language. */
    Mono<Void> render(ServerWebExchange exchange, Refusal refusal);
}
