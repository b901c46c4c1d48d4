package io.usher.api.acceptances.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usher.api.acceptances.asking.Answer;
import io.usher.api.acceptances.asking.Answer.Refused;
import io.usher.api.acceptances.asking.SeatRefusals;
import io.usher.contract.event.RejectionReason;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class AskingMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AskingMetrics metrics = new AskingMetrics(registry);

    @Test
    void whoeverStopsListeningAfterTheAnswerIsCountedOnce() {
        StepVerifier.create(
                        metrics.measure(Mono.just(new Refused(SeatRefusals.of(RejectionReason.QUOTA_FULL))))
                                .flux(),
                        1)
                .expectNextCount(1)
                .thenCancel()
                .verify();

        assertThat(counted()).containsExactly(Map.entry("quota-full", 1L));
    }

    @Test
    void whoeverDoesNotWaitForTheAnswerIsCountedAsCancelled() {
        StepVerifier.create(metrics.measure(Mono.<Answer>never()))
                .expectSubscription()
                .thenCancel()
                .verify();

        assertThat(counted()).containsExactly(Map.entry("cancelled", 1L));
    }

    @Test
    void eachRequestIsCounted() {
        Mono<Answer> measured = metrics.measure(Mono.just(new Refused(SeatRefusals.of(RejectionReason.QUOTA_FULL))));

        StepVerifier.create(measured).expectNextCount(1).verifyComplete();
        StepVerifier.create(measured).expectNextCount(1).verifyComplete();

        assertThat(counted()).containsExactly(Map.entry("quota-full", 2L));
    }

    private Map<String, Long> counted() {
        return registry.find("usher.api.acceptances").timers().stream()
                .collect(Collectors.toMap(timer -> String.valueOf(timer.getId().getTag("result")), Timer::count));
    }
}
