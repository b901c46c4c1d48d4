package io.usher.api.accepting.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.usher.api.accepting.Answer;
import io.usher.api.accepting.Answer.Decided;
import io.usher.api.accepting.Answer.KeyReused;
import io.usher.api.accepting.Answer.NoSuchInvitation;
import io.usher.api.accepting.Answer.Overloaded;
import io.usher.api.accepting.Answer.Queued;
import io.usher.api.accepting.Answer.Refused;
import io.usher.api.accepting.Answer.Unconfirmed;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts and times requests for seats by what became of them. */
@Component
final class AskingMetrics {

    private final MeterRegistry registry;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    AskingMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    Mono<Answer> measure(Mono<Answer> answer) {
        return Mono.defer(() -> {
            long begin = System.nanoTime();
            return answer.doOnSuccess(given -> record(given == null ? "none" : result(given), begin))
                    .doOnError(failure -> record("failed", begin))
                    .doOnCancel(() -> record("cancelled", begin));
        });
    }

    private void record(String result, long begin) {
        timers.computeIfAbsent(
                        result,
                        name -> Timer.builder("usher.api.acceptances")
                                .description("Requests for seats by what became of them")
                                .tag("result", name)
                                .register(registry))
                .record(Duration.ofNanos(System.nanoTime() - begin));
    }

    private static String result(Answer answer) {
        return switch (answer) {
            case Queued queued -> queued.repeated() ? "repeated" : "queued";
            case Decided decided -> "decided";
            case Refused refused -> refused.reason().wireName();
            case NoSuchInvitation none -> "no-such-invitation";
            case KeyReused reused -> "key-reused";
            case Overloaded overloaded -> "overloaded";
            case Unconfirmed unconfirmed -> "unconfirmed";
        };
    }
}
