package io.usher.api.deadletters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.usher.api.database.Transactions;
import io.usher.runtime.Outage;
import io.usher.runtime.consuming.GroupConsumers;
import io.usher.runtime.consuming.PositionedConsumer;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import io.usher.runtime.stalls.ConsumedPartitions;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.validation.annotation.Validated;
import reactor.core.publisher.Mono;

/** One collection of dead letters for all instances, of which one consumes each topic. */
@Configuration(proxyBeanMethods = false)
@Import({
    DeadLetters.class,
    RefusedEvents.class,
    AuditedLetters.class,
    ErasingDeadLetters.class,
    LateDeadLetters.class,
    CollectingDeadLetters.class,
    HandlingDeadLetters.class,
    ReplayingDeadLetters.class
})
class DeadLettersConfiguration {

    private static final int BATCH_BYTES = 4 << 20;

    /** A poison producer may have filled the topics: a batch is in memory several times. */
    private static final Map<String, Object> BATCHES = Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BATCH_BYTES,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG, BATCH_BYTES);

    private static final Duration REFUSED_EVENTS_LOOKED_FOR_EVERY = Duration.ofSeconds(10);

    /** Each may be as large as an event. */
    private static final int REFUSED_AT_ONCE = 20;

    private static final Duration ERASURES_LOOKED_FOR_EVERY = Duration.ofSeconds(2);
    private static final Duration OLD_ONES_FORGOTTEN_EVERY = Duration.ofHours(1);
    private static final int FORGOTTEN_AT_ONCE = 500;

    @Bean
    PositionedConsumer deadLetterConsumer(
            KafkaProperties kafka, Admin admin, CollectingDeadLetters collecting, Settings settings, Clock clock) {
        return new PositionedConsumer(
                "dead letters",
                new GroupConsumers(kafka, settings.group(), BATCHES),
                CollectingDeadLetters.TOPICS,
                admin,
                collecting,
                settings.pause(),
                clock);
    }

    @Bean
    PollingLoop forgettingDeadLetters(
            DeadLetters letters,
            LateDeadLetters late,
            Transactions transactions,
            Settings settings,
            Clock clock,
            MeterRegistry meters) {
        return new PollingLoop(
                "forgetting old dead letters",
                OLD_ONES_FORGOTTEN_EVERY,
                progress -> {
                    Instant before = clock.instant().minus(settings.keptFor());
                    return transactions
                            .inOne(letters.forgetBefore(before, FORGOTTEN_AT_ONCE))
                            .zipWhen(done -> transactions.inOne(late.forgetBefore(before, FORGOTTEN_AT_ONCE)))
                            .map(forgotten -> Math.max(forgotten.getT1(), forgotten.getT2()) == FORGOTTEN_AT_ONCE);
                },
                new WorkReports(Outage::isBehind, clock, meters));
    }

    @Bean
    PollingLoop erasingFromDeadLetters(
            ErasingDeadLetters erasing, Transactions transactions, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "erasing people from dead letters",
                ERASURES_LOOKED_FOR_EVERY,
                progress -> transactions.inOne(erasing.eraseSome()),
                new WorkReports(Outage::isBehind, clock, meters));
    }

    /** They are few: they stay in their tables, and those that are not among the dead letters are added to them. */
    @Bean
    PollingLoop collectingRefusedEvents(
            RefusedEvents refused,
            DeadLetters letters,
            LateDeadLetters late,
            Transactions transactions,
            Settings settings,
            Clock clock,
            MeterRegistry meters) {
        return new PollingLoop(
                "collecting refused events",
                REFUSED_EVENTS_LOOKED_FOR_EVERY,
                progress -> transactions
                        .inOne(refused.uncollected(clock.instant().minus(settings.keptFor()), REFUSED_AT_ONCE)
                                .collectList()
                                .flatMap(found -> letters.add(found)
                                        .then(late.forget(found, clock.instant()))
                                        .thenReturn(found.size())))
                        .map(found -> found == REFUSED_AT_ONCE),
                new WorkReports(Outage::isBehind, clock, meters));
    }

    @Bean
    ConsumedPartitions deadLetterPartitions(PositionedConsumer deadLetterConsumer, Settings settings) {
        return new ConsumedPartitions(settings.group(), Mono.fromSupplier(deadLetterConsumer::positions));
    }

    @Bean
    MeterBinder deadLetterGauges(PositionedConsumer deadLetterConsumer) {
        return registry -> Gauge.builder("usher.dead.letters.lag.records", deadLetterConsumer, PositionedConsumer::lag)
                .description("Dead letters of this instance's topics that are not in the database")
                .register(registry);
    }

    /**
     * {@code usher.dead-letters}.
     *
     * @param group Kafka's name for all instances on one database
     * @param pause after each batch
     * @param keptFor how long they are kept; no shorter than the topics keep them, from which they would come again
     */
    @Validated
    @ConfigurationProperties("usher.dead-letters")
    record Settings(
            @DefaultValue("usher-api-dead-letters") @NotBlank String group,

            @DefaultValue("200ms") @NotNull Duration pause,
            @DefaultValue("30d") @NotNull Duration keptFor) {}
}
