package io.usher.runtime;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

/** The program's one publisher of events. A program imports it. */
@Configuration(proxyBeanMethods = false)
public class PublishingConfiguration {

    /** What is not published by then is published by the next start. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    @Bean
    EventPublisher eventPublisher(KafkaTemplate<byte[], byte[]> kafka) {
        return new EventPublisher(kafka);
    }

    /**
     * An idempotent producer that tries each record again without end: it keeps the order of a partition for as long as
     * it gives no record up. Who waits for a record decides how long.
     */
    @Bean
    DefaultKafkaProducerFactoryCustomizer neverGivingUp() {
        return factory -> {
            factory.updateConfigs(Map.of(
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    Integer.MAX_VALUE));
            factory.setPhysicalCloseTimeout((int) CLOSE_WITHIN.toSeconds());
        };
    }
}
