package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.Refusal.TooMany;
import io.usher.api.http.problem.Refusal.Unavailable;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class TurnsTest {

    private final Turns turns = new Turns(1, 1, Duration.ofSeconds(2));
    private final Turns several = new Turns(1, 2, Duration.ofSeconds(2));

    @Test
    void someAreServedSomeQueueAndTheRestAreRefused() {
        Sinks.One<String> work = Sinks.one();
        Mono<String> first = turns.inTurn(work::asMono);
        Mono<String> second = turns.inTurn(() -> Mono.just("second"));
        StepVerifier.create(Mono.zip(
                        first, second, turns.inTurn(() -> Mono.just("third")).onErrorReturn("429")))
                .then(() -> work.tryEmitValue("first").orThrow())
                .expectNextMatches(all -> all.getT3().equals("429"))
                .verifyComplete();
    }

    @Test
    void whoWaitsTooLongWhileOthersAreServedIsOneOfTooMany() {
        Sinks.One<String> work = Sinks.one();
        StepVerifier.withVirtualTime(() -> Flux.merge(
                        several.inTurn(work::asMono),
                        several.inTurn(Mono::never),
                        several.inTurn(() -> Mono.just("third"))))
                .expectSubscription()
                .then(() -> work.tryEmitValue("first").orThrow())
                .expectNext("first")
                .thenAwait(Duration.ofSeconds(2))
                .expectErrorSatisfies(refused -> assertMayTryAgain(refused, TooMany.class))
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void whoWaitsTooLongWhileNobodyIsServedWaitsForAnOutage() {
        Sinks.One<String> work = Sinks.one();
        StepVerifier.withVirtualTime(() -> Flux.merge(
                        several.inTurn(work::asMono).onErrorComplete(TimeoutException.class),
                        several.inTurn(Mono::never),
                        several.inTurn(() -> Mono.just("third"))))
                .expectSubscription()
                .then(() -> work.tryEmitError(new TimeoutException()).orThrow())
                .thenAwait(Duration.ofSeconds(2))
                .expectErrorSatisfies(refused -> assertMayTryAgain(refused, Unavailable.class))
                .verify(Duration.ofSeconds(10));
    }

    private static void assertMayTryAgain(Throwable refused, Class<? extends Refusal> kind) {
        assertThat(refused)
                .isInstanceOfSatisfying(
                        kind, refusal -> assertThat(refusal.retryAfter()).isPresent());
    }

    @Test
    void whoLeavesGivesTheTurnBack() {
        StepVerifier.create(turns.inTurn(Mono::never)).thenCancel().verify();
        StepVerifier.create(turns.inTurn(() -> Mono.error(new IllegalStateException())))
                .verifyError(IllegalStateException.class);
        StepVerifier.create(turns.inTurn(() -> Mono.just("next")))
                .expectNext("next")
                .verifyComplete();
    }
}
