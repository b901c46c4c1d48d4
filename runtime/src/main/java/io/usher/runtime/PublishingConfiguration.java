package io.usher.runtime;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ProducerFactory;

/** The program's one publisher of events. A program imports it. */
@Configuration(proxyBeanMethods = false)
public class PublishingConfiguration {

    /** What is not published by then is published by the next start. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    @Bean
    EventPublisher eventPublisher(ProducerFactory<byte[], byte[]> producers) {
        return new EventPublisher(producers);
    }

    /** What the order of {@link EventPublisher} rests on, beside its own. */
    @Bean
    DefaultKafkaProducerFactoryCustomizer inOrder() {
        return factory -> {
            factory.updateConfigs(Map.of(
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    // A partition takes any first number of a producer that it does not know, also the second one's.
                    ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                    1));
            factory.setPhysicalCloseTimeout((int) CLOSE_WITHIN.toSeconds());
        };
    }
}
