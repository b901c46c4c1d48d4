package io.usher.notifier.health;

import io.usher.contract.kafka.BrokerProbe;
import java.time.Duration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    private static final Duration BROKER_WITHIN = Duration.ofSeconds(2);

    @Bean
    BrokerProbe brokerProbe(KafkaProperties kafka) {
        return new BrokerProbe(kafka.buildAdminProperties(), BROKER_WITHIN);
    }

    @Bean
    BrokerHealth kafkaHealthIndicator(BrokerProbe probe) {
        return new BrokerHealth(probe, BROKER_WITHIN);
    }
}
