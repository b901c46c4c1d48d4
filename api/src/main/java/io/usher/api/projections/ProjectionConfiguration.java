package io.usher.api.projections;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.usher.runtime.PublishingConfiguration;
import io.usher.runtime.consuming.PositionedConsumer;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.validation.annotation.Validated;

/** One projection for all instances, of which each consumes some partitions. */
@Configuration(proxyBeanMethods = false)
@Import({
    Projection.class,
    ProjectionPositions.class,
    ProjectionTables.class,
    Statistics.class,
    PublishingConfiguration.class
})
class ProjectionConfiguration {

    private static final int PARTITION_BYTES = 4 << 20;
    private static final int BATCH_BYTES = 8 << 20;
    private static final int WORTHWHILE_BYTES = 64 << 10;

    @Bean
    PositionedConsumer projectionConsumer(
            KafkaProperties kafka, Admin admin, Projection projection, Settings settings, Clock clock) {
        return new PositionedConsumer(
                "projection",
                () -> consumer(kafka, settings),
                Projection.TOPICS,
                admin,
                projection,
                settings.pause(),
                clock);
    }

    private static Consumer<byte[], byte[]> consumer(KafkaProperties kafka, Settings settings) {
        Map<String, Object> properties = new HashMap<>(kafka.buildConsumerProperties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.group());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // What is about one invitation goes to one instance, whatever its topic: they do not lock each other's rows.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        // Whoever ends without leaving the group is soon missed.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batch());
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, BATCH_BYTES);
        // Few large batches cost less than many small ones.
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, WORTHWHILE_BYTES);
        properties.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                Math.toIntExact(settings.gatherFor().toMillis()));
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Bean
    MeterBinder projectionGauges(PositionedConsumer projectionConsumer) {
        return registry -> {
            TimeGauge.builder(
                            "usher.projection.lag",
                            projectionConsumer,
                            TimeUnit.MILLISECONDS,
                            consumer -> consumer.age().toMillis())
                    .description("How old the oldest event may be that this instance has not projected")
                    .register(registry);
            Gauge.builder("usher.projection.lag.records", projectionConsumer, PositionedConsumer::lag)
                    .description("Events of this instance's partitions that are not projected")
                    .register(registry);
        };
    }

    /**
     * {@code usher.projection}.
     *
     * @param group Kafka's name for all instances on one database
     * @param batch the most records to project at once
     * @param gatherFor how long a batch may wait to become worthwhile
     * @param pause after each batch; what is behind catches up in this rhythm and leaves the processors to requests
     */
    @Validated
    @ConfigurationProperties("usher.projection")
    record Settings(
            @DefaultValue("usher-api-projection") @NotBlank String group,
            @DefaultValue("5000") @Positive int batch,
            @DefaultValue("500ms") @NotNull Duration gatherFor,
            @DefaultValue("200ms") @NotNull Duration pause) {}
}
