package io.usher.api.projections;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.Outage;
import io.usher.runtime.PublishingConfiguration;
import io.usher.runtime.consuming.GroupConsumers;
import io.usher.runtime.consuming.PositionedConsumer;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import io.usher.runtime.stalls.ConsumedPartitions;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.validation.annotation.Validated;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One projection for all instances, of which each consumes some partitions. */
@Configuration(proxyBeanMethods = false)
@Import({
    Projection.class,
    ProjectionPositions.class,
    ProjectionTables.class,
    LaterRequests.class,
    RefusedAtOnce.class,
    Statistics.class,
    OrganizationStatistics.class,
    FindingAlarms.class,
    PublishingConfiguration.class
})
class ProjectionConfiguration {

    private static final int PARTITION_BYTES = 4 << 20;
    private static final int BATCH_BYTES = 8 << 20;
    private static final int WORTHWHILE_BYTES = 64 << 10;
    private static final Duration REFUSALS_ADDED_EVERY = Duration.ofSeconds(1);

    @Bean
    PositionedConsumer projectionConsumer(
            KafkaProperties kafka, Admin admin, Projection projection, Settings settings, Clock clock) {
        return new PositionedConsumer(
                "projection",
                new GroupConsumers(kafka, settings.group(), batches(settings)),
                Projection.TOPICS,
                admin,
                projection,
                settings.pause(),
                clock);
    }

    private static Map<String, Object> batches(Settings settings) {
        return Map.of(
                // What is about one invitation goes to one instance, whatever its topic: they do not lock each other's
                // rows.
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                RangeAssignor.class.getName(),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                settings.batch(),
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                PARTITION_BYTES,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                BATCH_BYTES,
                // Few large batches cost less than many small ones.
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                WORTHWHILE_BYTES,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                Math.toIntExact(settings.gatherFor().toMillis()));
    }

    @Bean
    PollingLoop addingRefusals(RefusedAtOnce refused, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "adding refusals",
                REFUSALS_ADDED_EVERY,
                progress -> refused.add().thenReturn(false),
                new WorkReports(Outage::isBehind, clock, meters));
    }

    @Bean
    FollowingCounts followingCounts(Statistics statistics, StreamSettings settings) {
        return new FollowingCounts(
                statistics::counts, new StreamPlaces(settings.most(), settings.mostOfTenant()), Schedulers.parallel());
    }

    @Bean
    MeterBinder streamGauge(FollowingCounts following) {
        return registry -> Gauge.builder("usher.api.streams", following::streams)
                .description("Streams of counts that are open")
                .register(registry);
    }

    @Bean
    ConsumedPartitions projectedPartitions(PositionedConsumer projectionConsumer, Settings settings) {
        return new ConsumedPartitions(
                settings.group(), Mono.fromSupplier(() -> withoutReports(projectionConsumer.positions())));
    }

    /** A report that is not consumed must not cause another one. */
    private static Map<TopicPartition, Long> withoutReports(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> others = new HashMap<>(positions);
        others.keySet().removeIf(partition -> partition.topic().equals(Topic.OPS.topicName()));
        return others;
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
     * {@code usher.streams}.
     *
     * @param most streams of counts that one instance has open at the same time
     * @param mostOfTenant of them with the keys of one organization, or with one key of the platform
     */
    @Validated
    @ConfigurationProperties("usher.streams")
    record StreamSettings(
            @DefaultValue("2000") @Positive int most,
            @DefaultValue("500") @Positive int mostOfTenant) {}

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
