package io.usher.api.operating.kafka;

import io.usher.contract.kafka.BrokerProbe;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;
import reactor.core.publisher.Mono;

/** Makes the topics that are missing, and tells whether the brokers answer. */
@Configuration(proxyBeanMethods = false)
class BrokerConfiguration {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    @Bean
    KafkaAdmin.NewTopics topics() {
        return new KafkaAdmin.NewTopics(Topic.all().toArray(NewTopic[]::new));
    }

    @Bean
    BrokerProbe brokerProbe(KafkaProperties kafka) {
        return new BrokerProbe(kafka.buildAdminProperties(), ANSWER_WITHIN);
    }

    @Bean
    ReactiveHealthIndicator kafkaHealthIndicator(BrokerProbe broker) {
        return () -> Mono.fromCompletionStage(broker::clusterId)
                .map(cluster -> Health.up().withDetail("cluster", cluster).build())
                .timeout(ANSWER_WITHIN)
                .onErrorResume(
                        Exception.class,
                        unreachable -> Mono.just(Health.down(unreachable).build()));
    }
}
