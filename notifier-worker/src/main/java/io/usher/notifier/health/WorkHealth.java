package io.usher.notifier.health;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/** Up while everything runs that consumes, sends or announces. */
public final class WorkHealth implements ReactiveHealthIndicator {

    private final Map<String, BooleanSupplier> running;

    /** @param running for each piece of work, by its name, whether it runs */
    public WorkHealth(Map<String, BooleanSupplier> running) {
        this.running = new TreeMap<>(running);
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() -> {
            List<String> stopped = running.entrySet().stream()
                    .filter(work -> !work.getValue().getAsBoolean())
                    .map(Map.Entry::getKey)
                    .toList();
            return stopped.isEmpty()
                    ? Health.up().build()
                    : Health.down().withDetail("stopped", stopped).build();
        });
    }
}
