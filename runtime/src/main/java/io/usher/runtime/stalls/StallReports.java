package io.usher.runtime.stalls;

import static java.util.stream.Collectors.toMap;

import io.usher.contract.event.OpsEvent.OpsConsumerStalled;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.EventPublisher;
import io.usher.runtime.stalls.StallDetector.Look;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks at the consumers of this instance and publishes, past the outbox, which partitions have stalled: the database may be
 * what they wait for. While no broker answers nothing is reported; it is made up for afterwards.
 */
final class StallReports {

    private static final Logger LOG = LoggerFactory.getLogger(StallReports.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final List<Watch> watches;
    private final Admin admin;
    private final EventPublisher publisher;
    private final Source source;
    private final Clock clock;

    private record Watch(ConsumedPartitions consumer, StallDetector detector) {}

    /** @param after how long a partition does not move until it counts as stalled */
    StallReports(
            List<ConsumedPartitions> consumers,
            Duration after,
            Admin admin,
            EventPublisher publisher,
            Source source,
            Clock clock) {
        this.watches = consumers.stream()
                .map(consumer -> new Watch(consumer, new StallDetector(consumer.group(), after)))
                .toList();
        this.admin = admin;
        this.publisher = publisher;
        this.source = source;
        this.clock = clock;
    }

    /** How many partitions of this instance are stalled. */
    long stalled() {
        return watches.stream().mapToLong(watch -> watch.detector().stalled()).sum();
    }

    /** Looks at all consumers once. */
    Mono<Void> look() {
        return Flux.fromIterable(watches).concatMap(this::look).then();
    }

    private Mono<Void> look(Watch watch) {
        return watch.consumer()
                .next()
                .flatMap(next ->
                        ends(next.keySet()).map(ends -> watch.detector().look(next, ends, clock.instant())))
                .flatMap(look -> publish(look)
                        .then(Mono.fromRunnable(() -> watch.detector().accept(look))));
    }

    private Mono<Map<TopicPartition, Long>> ends(Set<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return Mono.just(Map.of());
        }
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(toMap(partition -> partition, partition -> OffsetSpec.latest()));
        ListOffsetsOptions options = new ListOffsetsOptions().timeoutMs(Math.toIntExact(ANSWER_WITHIN.toMillis()));
        return Mono.fromCompletionStage(
                        () -> admin.listOffsets(latest, options).all().toCompletionStage())
                .timeout(ANSWER_WITHIN)
                .map(StallReports::offsets);
    }

    private static Map<TopicPartition, Long> offsets(Map<TopicPartition, ListOffsetsResultInfo> listed) {
        return listed.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private Mono<Void> publish(Look look) {
        look.reports().forEach(StallReports::log);
        Instant now = clock.instant();
        return publisher.publish(() -> look.reports().stream().map(report -> EventCodec.encode(message(report, now))));
    }

    private static void log(OpsConsumerStalled report) {
        if (report.resolvedAt() == null) {
            LOG.error(
                    "{}: {}-{} has stood at {} since {}, {} records behind; nothing is skipped, it goes on by itself if its"
                            + " cause passes",
                    report.group(),
                    report.topic(),
                    report.partition(),
                    report.next(),
                    report.since(),
                    report.lag());
        } else {
            LOG.warn(
                    "{}: {}-{} had stood at {} and goes on, {} records behind",
                    report.group(),
                    report.topic(),
                    report.partition(),
                    report.next(),
                    report.lag());
        }
    }

    /** The same stall has the same id, also if the program was restarted during it. */
    private EventMessage message(OpsConsumerStalled report, Instant now) {
        return new EventMessage(
                report.subject() + (report.resolvedAt() == null ? ".stalled" : ".resolved"), source, now, report);
    }
}
