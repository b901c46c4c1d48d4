package io.usher.runtime.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.PublishingConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The program's outbox, and the relay with a connection and a producer of its own. A program imports it and sets {@code
 * usher.outbox.schema}; it has a {@link Clock} and the tables in that schema.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OutboxSettings.class)
@Import(PublishingConfiguration.class)
public class OutboxConfiguration {

    private static final Duration OPEN_WITHIN = Duration.ofSeconds(3);

    /** A transaction's records come at once: there is little to wait for. */
    private static final int LINGER_MILLIS = 1;

    private static final int BATCH_BYTES = 128 * 1024;

    /** The program, as its events name it. */
    @Bean
    Source eventSource(OutboxSettings settings) {
        return settings.schema().source();
    }

    @Bean
    RecentBundles recentBundles() {
        return new RecentBundles();
    }

    @Bean
    Outbox outbox(DatabaseClient database, OutboxSettings settings, RecentBundles recent) {
        return new Outbox(database, settings, recent);
    }

    @Bean
    RefusedRecords refusedRecords(DatabaseClient database, OutboxSettings settings) {
        return new RefusedRecords(database, settings.schema());
    }

    /** Named for its health component. */
    @Bean
    OutboxAge outboxHealthIndicator(DatabaseClient database, OutboxSettings settings, MeterRegistry meters) {
        return new OutboxAge(database, settings, meters);
    }

    @Bean
    OutboxRelay outboxRelay(
            ConnectionFactory pool,
            ProducerFactory<byte[], byte[]> producers,
            OutboxSettings settings,
            RecentBundles recent,
            Clock clock,
            MeterRegistry meters) {
        return new OutboxRelay(
                unpooled(pool),
                connection -> new OutboxSession(connection, settings.schema(), settings.poll(), recent),
                ofItsOwn(producers, settings.schema()),
                new RefusalReports(settings.schema(), clock, meters));
    }

    /** A pooled connection would carry its lock and its LISTEN to whoever takes it next. */
    private static Mono<PostgresqlConnection> unpooled(ConnectionFactory pool) {
        OptionsCapableConnectionFactory configured = OptionsCapableConnectionFactory.unwrapFrom(pool);
        if (configured == null) {
            throw new IllegalStateException("connection factory: " + pool + " (expected one that knows its options)");
        }
        ConnectionFactory unpooled = ConnectionFactories.get(configured
                .getOptions()
                .mutate()
                // Bundles as bytes, not as text.
                .option(PostgresqlConnectionFactoryProvider.FORCE_BINARY, true)
                .build());
        return Mono.from(unpooled.create()).cast(PostgresqlConnection.class).timeout(OPEN_WITHIN);
    }

    private static ProducerFactory<byte[], byte[]> ofItsOwn(
            ProducerFactory<byte[], byte[]> shared, OutboxSchema schema) {
        Map<String, Object> settings = new HashMap<>(shared.getConfigurationProperties());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "usher-outbox-" + schema.schemaName());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) OutboxRelay.DELIVERED_WITHIN.toMillis());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        DefaultKafkaProducerFactory<byte[], byte[]> own = new DefaultKafkaProducerFactory<>(settings);
        own.setPhysicalCloseTimeout((int) OutboxRelay.CLOSE_WITHIN.toSeconds());
        shared.getListeners().forEach(own::addListener);
        return own;
    }
}
