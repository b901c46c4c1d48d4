package io.usher.runtime;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import reactor.core.publisher.Mono;

/** Up while a broker answers. */
final class BrokerHealth extends AbstractReactiveHealthIndicator {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final Admin admin;

    BrokerHealth(Admin admin) {
        super("no broker answers");
        this.admin = admin;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder health) {
        DescribeClusterOptions asking =
                new DescribeClusterOptions().timeoutMs(Math.toIntExact(ANSWER_WITHIN.toMillis()));
        return Mono.fromCompletionStage(
                        () -> admin.describeCluster(asking).clusterId().toCompletionStage())
                .timeout(ANSWER_WITHIN)
                .map(cluster -> health.up().withDetail("cluster", cluster).build());
    }
}
