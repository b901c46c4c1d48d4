package io.usher.api.outbox.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import reactor.kafka.sender.SenderOptions;
import tools.jackson.databind.json.JsonMapper;

/** The relay with a connection and a producer of its own. */
@Configuration(proxyBeanMethods = false)
class RelayConfiguration {

    private static final Duration OPEN_WITHIN = Duration.ofSeconds(3);

    @Bean
    OutboxRelay outboxRelay(
            ConnectionFactory pool,
            KafkaProperties kafka,
            JsonMapper json,
            Clock clock,
            MeterRegistry meters,
            Polling polling) {
        // A pooled connection would carry its lock and its LISTEN to whoever takes it next.
        OptionsCapableConnectionFactory configured = OptionsCapableConnectionFactory.unwrapFrom(pool);
        if (configured == null) {
            throw new IllegalStateException("connection factory: " + pool + " (expected one that knows its options)");
        }
        ConnectionFactory unpooled = ConnectionFactories.get(configured.getOptions());
        Mono<PostgresqlConnection> open =
                Mono.from(unpooled.create()).cast(PostgresqlConnection.class).timeout(OPEN_WITHIN);
        Counter refused = Counter.builder("usher.outbox.refused")
                .description("Events that Kafka refuses for good")
                .register(meters);
        return new OutboxRelay(
                open, connection -> new OutboxSession(connection, json, polling.poll()), sender(kafka), clock, refused);
    }

    private static SenderOptions<byte[], byte[]> sender(KafkaProperties kafka) {
        Map<String, Object> settings = kafka.buildProducerProperties();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, kafka.getClientId() + "-outbox");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) OutboxRelay.DELIVERED_WITHIN.toMillis());
        return SenderOptions.<byte[], byte[]>create(settings).closeTimeout(OutboxRelay.CLOSE_WITHIN);
    }

    /**
     * What is configured of it.
     *
     * @param poll {@code usher.outbox.poll}: how often to look for events although the database notified of none
     */
    @ConfigurationProperties("usher.outbox")
    record Polling(Duration poll) {}
}
