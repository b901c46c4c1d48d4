package io.usher.runtime;

import java.time.Duration;
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

    @Bean
    DefaultKafkaProducerFactoryCustomizer closedSoon() {
        return factory -> factory.setPhysicalCloseTimeout((int) CLOSE_WITHIN.toSeconds());
    }
}
