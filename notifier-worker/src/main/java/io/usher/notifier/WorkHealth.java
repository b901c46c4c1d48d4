package io.usher.notifier;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * Up while everything runs that consumes, sends or announces. What has stopped or hangs does not come back by itself:
 * liveness includes this, so that the program is started anew.
 */
final class WorkHealth implements ReactiveHealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(WorkHealth.class);

    private final Map<String, BooleanSupplier> running;

    /** @param running for each piece of work, by its name, whether it runs and does not hang */
    WorkHealth(Map<String, BooleanSupplier> running) {
        this.running = new TreeMap<>(running);
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() -> {
            List<String> stopped = running.entrySet().stream()
                    .filter(work -> !work.getValue().getAsBoolean())
                    .map(Map.Entry::getKey)
                    .toList();
            if (stopped.isEmpty()) {
                return Health.up().build();
            }
            LOG.error("stopped or hanging: {}; nothing more is done there until the program is restarted", stopped);
            return Health.down().withDetail("stopped", stopped).build();
        });
    }
}
