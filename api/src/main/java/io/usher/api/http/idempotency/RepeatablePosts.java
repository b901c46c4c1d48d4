package io.usher.api.http.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.ProblemBody;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers POSTs in one transaction for each step; those with an {@code Idempotency-Key} once, however often they come. */
@Component
public final class RepeatablePosts {

    private final AnsweringOnce once;
    private final KeysInUse keys;
    private final Transactions transactions;
    private final JsonMapper json;

    RepeatablePosts(AnsweringOnce once, KeysInUse keys, Transactions transactions, JsonMapper json) {
        this.once = once;
        this.keys = keys;
        this.transactions = transactions;
        this.json = json;
    }

    /** The answer to a POST whose effect makes something: 201 with these headers and the body as JSON. */
    public KeptAnswer created(Map<String, String> headers, Object body) {
        return new KeptAnswer(201, headers, json.writeValueAsString(body));
    }

    /** The answer to a POST that begins something: 202 without a body. */
    public KeptAnswer begun() {
        return new KeptAnswer(202, Map.of(), "");
    }

    /**
     * Ends the request with 422 if another one was made under its key: another POST here, or one whose answer is not kept
     * here and of which this instance knows.
     *
     * @param body what was sent; requests with equal bodies are the same request
     * @param effect what the request does, in the transaction that also keeps its answer; empty if that was one step and
     *     there is more to do, in a further transaction
     */
    public Mono<ResponseEntity<byte[]>> answer(
            ServerHttpRequest request, Caller caller, Object body, Supplier<Mono<KeptAnswer>> effect) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        if (key == null) {
            return transactions
                    .inOne(Mono.defer(effect))
                    .repeatWhenEmpty(steps -> steps)
                    .map(RepeatablePosts::entity);
        }
        RepeatableRequest repeatable = repeatable(request, caller, key, body);
        // A request that took the key first has its answer, whoever used the key afterwards.
        Mono<Void> usable = keys.isTaken(caller, key) ? once.requireTaken(repeatable) : Mono.empty();
        return usable.then(once.answer(repeatable, effect, this::refused)).map(RepeatablePosts::entity);
    }

    /**
     * Takes the key of a request without a body whose answer is not kept here; ends another request under it with 422.
     *
     * @return when the key was taken: the same for all requests under it, until it is free again after 24 hours. Empty if
     *     there is no key
     */
    public Mono<Instant> reserve(ServerHttpRequest request, Caller caller) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        return key == null ? Mono.empty() : once.reserve(repeatable(request, caller, key, ""));
    }

    private RepeatableRequest repeatable(ServerHttpRequest request, Caller caller, IdempotencyKey key, Object body) {
        return RepeatableRequest.of(
                caller.id(),
                key.text(),
                request.getMethod() + " " + request.getURI().getRawPath() + " " + json.writeValueAsString(body));
    }

    private KeptAnswer refused(Refusal refusal) {
        Problem problem = Problem.of(refusal);
        return new KeptAnswer(problem.status(), Map.of(), json.writeValueAsString(ProblemBody.from(problem)));
    }

    private static ResponseEntity<byte[]> entity(KeptAnswer answer) {
        HttpHeaders headers = new HttpHeaders();
        answer.headers().forEach(headers::set);
        if (!answer.body().isEmpty()) {
            headers.setContentType(
                    HttpStatusCode.valueOf(answer.status()).isError()
                            ? MediaType.APPLICATION_PROBLEM_JSON
                            : MediaType.APPLICATION_JSON);
        }
        return ResponseEntity.status(answer.status())
                .headers(headers)
                .body(answer.body().getBytes(UTF_8));
    }
}
