package io.usher.runtime.polling;

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
 * Up while all loops and other work of a program run. Work that has stopped or hangs does not recover by itself: liveness
 * includes this check, so that the program is restarted.
 */
public final class WorkHealth implements ReactiveHealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(WorkHealth.class);

    private final Map<String, BooleanSupplier> running;

    /** @param others for each kind of work that is no loop, whether it runs and does not hang */
    public WorkHealth(List<PollingLoop> loops, Map<String, BooleanSupplier> others) {
        this.running = new TreeMap<>(others);
        loops.forEach(loop -> running.put(loop.name(), loop::isHealthy));
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
            LOG.error("stopped or hanging: {} (it does not continue until the program is restarted)", stopped);
            return Health.down().withDetail("stopped", stopped).build();
        });
    }
}
