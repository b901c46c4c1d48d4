package io.usher.acceptance.observing;

import io.usher.contract.kafka.BrokerProbe;
import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Ready only while the brokers answer. */
@Component("kafka")
class KafkaHealth extends AbstractReactiveHealthIndicator {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final BrokerProbe probe;

    KafkaHealth(BrokerProbe probe) {
        this.probe = probe;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return Mono.fromCompletionStage(probe::clusterId)
                .map(cluster -> builder.up().withDetail("cluster", cluster).build());
    }

    @Configuration(proxyBeanMethods = false)
    static class Probing {

        @Bean
        BrokerProbe brokerProbe(KafkaProperties kafka) {
            return new BrokerProbe(kafka.buildAdminProperties(), ANSWER_WITHIN);
        }
    }
}
