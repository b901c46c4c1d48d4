package io.usher.api.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.problem.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class TurnsTest {

    private final Turns turns = new Turns(1, 1, Duration.ofSeconds(2));

    @Test
    void someWorkSomeWaitAndAllOthersAreToldToComeBack() {
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
    void whoWaitsTooLongIsToldToComeBack() {
        StepVerifier.withVirtualTime(() -> Mono.zip(turns.inTurn(Mono::never), turns.inTurn(() -> Mono.just("second"))))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(2))
                .expectErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.status()).isEqualTo(503)))
                .verify(Duration.ofSeconds(10));
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
