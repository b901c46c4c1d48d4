package io.usher.api.acceptances.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.usher.api.acceptances.asking.Answer;
import io.usher.api.acceptances.asking.Answer.Decided;
import io.usher.api.acceptances.asking.Answer.Queued;
import io.usher.api.acceptances.asking.Answer.Refused;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts and times requests for seats by what became of them, each once. */
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
            // Whoever has the answer may cancel all the same.
            AtomicBoolean counted = new AtomicBoolean();
            Consumer<String> once = result -> {
                if (counted.compareAndSet(false, true)) {
                    record(result, begin);
                }
            };
            return answer.doOnSuccess(given -> once.accept(given == null ? "none" : result(given)))
                    .doOnError(failure -> once.accept("failed"))
                    .doOnCancel(() -> once.accept("cancelled"));
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
            case Refused refused -> refused.refusal().code();
        };
    }
}
