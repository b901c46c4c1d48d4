package io.usher.api.http.problem;

import io.usher.runtime.Outage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers every request that fails, wherever it fails: with a page whoever asks for one, all others with a problem document. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ProblemRendering implements WebExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemRendering.class);

    private final JsonMapper json;
    private final RefusedPages pages;

    ProblemRendering(JsonMapper json, RefusedPages pages) {
        this.json = json;
        this.pages = pages;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        Problem problem = Failures.problemOf(failure);
        if (problem.status() >= 500) {
            report(exchange, problem, failure);
        }
        if (failure instanceof ErrorResponse answered) {
            // Such as Allow, of a method that is not.
            exchange.getResponse().getHeaders().putAll(answered.getHeaders());
        }
        return render(exchange, problem);
    }

    /** Writes the whole answer. Headers that were set before are kept. */
    public Mono<Void> render(ServerWebExchange exchange, Refusal refusal) {
        return render(exchange, Problem.of(refusal));
    }

    private Mono<Void> render(ServerWebExchange exchange, Problem problem) {
        ServerHttpRequest request = exchange.getRequest();
        return isOfPerson(request.getPath().value(), request.getHeaders().getFirst(HttpHeaders.ACCEPT))
                ? pages.render(exchange, problem)
                : write(exchange, problem);
    }

    /**
     * Whether a request asks for a page.
     *
     * @param accepted which kinds of answer it takes; null = any
     */
    public static boolean isOfPerson(String path, @Nullable String accepted) {
        return !path.startsWith("/api/")
                && !path.startsWith("/actuator/")
                && accepted != null
                && accepted.contains(MediaType.TEXT_HTML_VALUE);
    }

    private Mono<Void> write(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        Duration wait = problem.retryAfter();
        if (wait != null) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
        }
        return response.writeWith(Mono.fromSupplier(
                () -> response.bufferFactory().wrap(json.writeValueAsBytes(ProblemBody.from(problem)))));
    }

    private static void report(ServerWebExchange exchange, Problem problem, Throwable failure) {
        String request = exchange.getLogPrefix() + exchange.getRequest().getMethod();
        if (problem.status() == 503) {
            LOG.warn(
                    "{}answered 503, the caller is to try again: {}",
                    request + " ",
                    MaskedFailure.mask(Outage.describe(failure)));
        } else {
            LOG.error(
                    "{}answered {}, this is a bug to be fixed",
                    request + " ",
                    problem.status(),
                    MaskedFailure.of(failure));
        }
    }
}
