package io.usher.runtime;

import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The program's one admin client, its topics and the health of both. A program imports it. */
@Configuration(proxyBeanMethods = false)
public class BrokerConfiguration {

    private static final Duration RECONNECT_WITHIN = Duration.ofSeconds(1);

    /** Safe for several threads. Waits for brokers whose names do not resolve yet, as containers' names do not. */
    @Bean(destroyMethod = "close")
    Admin brokerAdmin(KafkaProperties kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.buildAdminProperties());
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_WITHIN.toMillis());
        return UntilBrokersAnswer.get(() -> Admin.create(settings), BrokerConfiguration::isUnresolved);
    }

    private static boolean isUnresolved(Throwable failure) {
        return failure.getCause() instanceof ConfigException unusable
                && String.valueOf(unusable.getMessage()).contains("No resolvable bootstrap urls");
    }

    @Bean
    RequiredTopics requiredTopics(Admin brokerAdmin, @Value("${usher.topics.check-every:30s}") Duration checkEvery) {
        return new RequiredTopics(new BrokerTopics(brokerAdmin, Topic.all().toList()), checkEvery);
    }

    @Bean
    ReactiveHealthIndicator kafkaHealthIndicator(Admin brokerAdmin) {
        return new SharedHealth(new BrokerHealth(brokerAdmin));
    }

    @Bean
    ReactiveHealthIndicator topicsHealthIndicator(RequiredTopics topics) {
        return () -> Mono.fromSupplier(() -> topics.wrong().isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("wrong", topics.wrong()).build());
    }
}
