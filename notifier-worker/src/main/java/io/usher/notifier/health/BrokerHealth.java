package io.usher.notifier.health;

import io.usher.contract.kafka.BrokerProbe;
import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import reactor.core.publisher.Mono;

/** Up while a broker answers. */
final class BrokerHealth extends AbstractReactiveHealthIndicator {

    private final BrokerProbe probe;
    private final Duration within;

    BrokerHealth(BrokerProbe probe, Duration within) {
        super("no broker answers");
        this.probe = probe;
        this.within = within;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder health) {
        return Mono.fromCompletionStage(probe::clusterId)
                .timeout(within)
                .map(id -> health.up().withDetail("cluster", id).build());
    }
}
