package io.usher.api.projections;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.api.audit.AuditLog;
import io.usher.api.database.Transactions;
import io.usher.api.keys.EndingKeys;
import io.usher.api.projections.Counts.Before;
import io.usher.api.projections.ReadEvents.SetAside;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.EventPublisher;
import io.usher.runtime.consuming.PositionedBatch;
import io.usher.runtime.consuming.PositionedStore;
import io.usher.runtime.consuming.PositionsMovedException;
import io.usher.runtime.consuming.StoredPosition;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Projects events into tables, each exactly once however often it is published, in one transaction with the positions. Of
 * the tables this depends on invitees, and on acceptances for who had asked before. Records that cannot be read go to the dead letters before the transaction, so
 * that one that fails brings them again, with the same ids; types that are not known are counted and skipped. Of organizations
 * and for operators there is nothing to project: these topics are read for what nobody can read there. Called by one
 * thread at a time. Also completes the audit entries of commands that were decided after their callers had stopped waiting,
 * and ends the keys of people who have lost the right to manage keys.
 */
final class Projection implements PositionedStore {

    static final Set<String> TOPICS = Set.of(
            Topic.ACCEPTANCES_REQUESTED.topicName(),
            Topic.ACCEPTANCES_DECIDED.topicName(),
            Topic.MEMBERS.topicName(),
            Topic.EMAILS.topicName(),
            Topic.ORGANIZATIONS.topicName(),
            Topic.OPS.topicName());

    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);

    private final ProjectionPositions positions;
    private final ProjectionTables tables;
    private final LaterRequests later;
    private final AuditLog audit;
    private final EndingKeys keys;
    private final Transactions transactions;
    private final EventPublisher publisher;
    private final Clock clock;
    private final Counter unknown;
    private final Counter deadLetters;
    private final Map<TopicPartition, RecentIds> recent = new HashMap<>();

    Projection(
            ProjectionPositions positions,
            ProjectionTables tables,
            LaterRequests later,
            AuditLog audit,
            EndingKeys keys,
            Transactions transactions,
            EventPublisher publisher,
            Clock clock,
            MeterRegistry meters) {
        this.positions = positions;
        this.tables = tables;
        this.later = later;
        this.audit = audit;
        this.keys = keys;
        this.transactions = transactions;
        this.publisher = publisher;
        this.clock = clock;
        this.unknown = Counter.builder("usher.projection.unknown")
                .description("Events of types that this version does not know")
                .register(meters);
        this.deadLetters = Counter.builder("usher.projection.dead.letters")
                .description("Records that could not be read")
                .register(meters);
    }

    @Override
    public Mono<List<StoredPosition>> positions(Set<TopicPartition> partitions, Map<String, UUID> logs) {
        return transactions.inOne(positions
                .positions(partitions, logs)
                .delayUntil(stored -> positions.recent(partitions).doOnNext(loaded -> {
                    recent.keySet().removeAll(partitions);
                    recent.putAll(loaded);
                })));
    }

    @Override
    public Mono<Void> store(List<PositionedBatch> batches) {
        return Mono.defer(() -> {
            ReadEvents read = ReadEvents.of(batches, recent);
            return publisher
                    .publish(() -> read.unreadable().stream().flatMap(this::deadLetter))
                    .then(Mono.defer(
                            () -> transactions.inOne(write(batches, read).thenReturn(true))))
                    .doOnNext(stored -> remember(read))
                    .then();
        });
    }

    private Stream<ProducerRecord<byte[], byte[]>> deadLetter(SetAside flawed) {
        LOG.error(
                "unreadable record: {}-{}@{} ({}), it goes to the dead letters and the partition moves on",
                flawed.consumed().topic(),
                flawed.consumed().partition(),
                flawed.consumed().offset(),
                flawed.reason());
        return DeadLetter.of(flawed.consumed(), flawed.reason(), Source.API, clock.instant()).stream();
    }

    private Mono<Void> write(List<PositionedBatch> batches, ReadEvents read) {
        return positions
                .move(batches)
                .filter(moved -> moved == batches.size())
                .switchIfEmpty(Mono.error(() -> new PositionsMovedException(batches.size())))
                .then(positions.keepRecent(batches, read.fresh()))
                .then(Mono.defer(() -> later.among(read.decisions())))
                .map(again -> counts(read, again))
                .flatMap(tables::add)
                .then(tables.request(read.requests(), read.decisions()))
                .then(tables.decide(read.decisions()))
                .then(tables.mail(read.mails()))
                .then(tables.forget(read.erasures()))
                .then(keys.after(read.changes()))
                .then(audit.complete(read.outcomes()));
    }

    private static Counts counts(ReadEvents read, Map<UUID, Before> later) {
        Counts counts = new Counts();
        read.decisions()
                .forEach(decision -> counts.add(decision, later.getOrDefault(decision.acceptance(), Before.NOTHING)));
        return counts;
    }

    private void remember(ReadEvents read) {
        read.fresh()
                .forEach((partition, ids) -> recent.computeIfAbsent(partition, none -> new RecentIds())
                        .add(ids));
        unknown.increment(read.unknown());
        deadLetters.increment(read.unreadable().size());
    }
}
