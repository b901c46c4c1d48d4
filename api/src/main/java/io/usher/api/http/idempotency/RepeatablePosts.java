package io.usher.api.http.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.database.Transactions;
import io.usher.api.http.idempotency.AnsweringOnce.Stepped;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.ProblemBody;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    private static final String NO_BODY = "";

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

    /** The answer to a POST that begins something and shows it: 202 with these headers and the body as JSON. */
    public KeptAnswer begun(Map<String, String> headers, Object body) {
        return new KeptAnswer(202, headers, json.writeValueAsString(body));
    }

    /** The answer to a POST whose effect is complete: 200 with the body as JSON. */
    public KeptAnswer done(Object body) {
        return new KeptAnswer(200, Map.of(), json.writeValueAsString(body));
    }

    /** The answer to a POST that begins something: 202 with the body as JSON. */
    public KeptAnswer begun(Object body) {
        return new KeptAnswer(202, Map.of(), json.writeValueAsString(body));
    }

    /** The answer to a POST that begins something: 202 without a body. */
    public KeptAnswer begun() {
        return new KeptAnswer(202, Map.of(), "");
    }

    /** Answers a request without a body, as {@link #answer(ServerHttpRequest, Caller, Object, Mono, Supplier)} does. */
    public Mono<ResponseEntity<byte[]>> answer(
            ServerHttpRequest request, Caller caller, Mono<Void> allowed, Supplier<Mono<KeptAnswer>> effect) {
        return answer(request, caller, NO_BODY, allowed, effect);
    }

    /**
     * Ends the request with 422 if another one was made under its key: another POST here, or one whose answer is not kept
     * here and of which this instance knows.
     *
     * @param body what was sent; requests with equal bodies are the same request
     * @param allowed fails if the caller may not do it now: then an answer from before is not given again either. What is kept
     *     is given without the effect, which checks that by itself
     * @param effect what the request does, in the transaction that also keeps its answer; empty if that was one step and
     *     there is more to do, in a further transaction
     */
    public Mono<ResponseEntity<byte[]>> answer(
            ServerHttpRequest request,
            Caller caller,
            Object body,
            Mono<Void> allowed,
            Supplier<Mono<KeptAnswer>> effect) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        if (key == null) {
            return transactions
                    .inOne(Mono.defer(effect))
                    .repeatWhenEmpty(steps -> steps)
                    .map(RepeatablePosts::entity);
        }
        RepeatableRequest repeatable = repeatable(request, caller, key, body);
        return allowed.then(Mono.defer(() -> usable(caller, key, repeatable)))
                .then(once.answer(repeatable, effect, this::refused))
                .map(RepeatablePosts::entity);
    }

    /** A request that took the key first has its answer, whoever used the key afterwards. */
    private Mono<Void> usable(Caller caller, IdempotencyKey key, RepeatableRequest request) {
        return keys.isTaken(caller, key) ? once.requireTaken(request) : Mono.empty();
    }

    /**
     * What one step of an effect came to.
     *
     * @param step what the next one is to know; as JSON it is kept with the key
     * @param answer null if it was not the last one
     */
    public record Reached<S>(S step, @Nullable KeptAnswer answer) {}

    /**
     * Answers a request without a body whose effect is in several transactions and must do nothing twice: a step goes on where the one
     * before it ended, even if that was for the same request when it was sent earlier or is sent at the same time.
     *
     * @param allowed as for other requests
     * @param first what the first step is to know
     */
    public <S> Mono<ResponseEntity<byte[]>> answerInSteps(
            ServerHttpRequest request,
            Caller caller,
            Mono<Void> allowed,
            S first,
            Function<S, Mono<Reached<S>>> effect) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        if (key == null) {
            return inSteps(first, effect).map(RepeatablePosts::entity);
        }
        RepeatableRequest repeatable = repeatable(request, caller, key, NO_BODY);
        return allowed.then(Mono.defer(() -> usable(caller, key, repeatable)))
                .then(once.answerInSteps(
                        repeatable,
                        before -> effect.apply(before.isEmpty() ? first : read(before, first))
                                .map(done -> new Stepped(json.writeValueAsString(done.step()), done.answer())),
                        this::refused))
                .map(RepeatablePosts::entity);
    }

    private <S> Mono<KeptAnswer> inSteps(S before, Function<S, Mono<Reached<S>>> effect) {
        Mono<Reached<S>> first = transactions.inOne(Mono.defer(() -> effect.apply(before)));
        return first.expand(done -> done.answer() == null
                        ? transactions.inOne(Mono.defer(() -> effect.apply(done.step())))
                        : Mono.empty())
                .last()
                .flatMap(done -> Mono.justOrEmpty(done.answer()));
    }

    @SuppressWarnings("unchecked") // Of the same class.
    private <S> S read(String text, S like) {
        return (S) json.readValue(text, like.getClass());
    }

    /**
     * Takes the key of a request without a body whose answer is not kept here; ends another request under it with 422.
     *
     * @return when the key was taken: the same for all requests under it, until it is free again after 24 hours. Empty if
     *     there is no key
     */
    public Mono<Instant> reserve(ServerHttpRequest request, Caller caller) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        return key == null ? Mono.empty() : once.reserve(repeatable(request, caller, key, NO_BODY));
    }

    /**
     * The same for a request with a body. Ends the request with 422 too if another one was made under its key of which
     * this instance knows.
     *
     * @param body what was sent; requests with equal bodies are the same request
     */
    public Mono<Instant> reserve(ServerHttpRequest request, Caller caller, Object body) {
        IdempotencyKey key = IdempotencyKey.of(request.getHeaders());
        if (key == null) {
            return Mono.empty();
        }
        RepeatableRequest repeatable = repeatable(request, caller, key, body);
        return usable(caller, key, repeatable).then(once.reserve(repeatable));
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
        if (answer.body().isEmpty()) {
            return ResponseEntity.status(answer.status()).headers(headers).build();
        }
        headers.setContentType(
                HttpStatusCode.valueOf(answer.status()).isError()
                        ? MediaType.APPLICATION_PROBLEM_JSON
                        : MediaType.APPLICATION_JSON);
        return ResponseEntity.status(answer.status())
                .headers(headers)
                .body(answer.body().getBytes(UTF_8));
    }
}
