package io.usher.runtime.outbox;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where a change leaves its events. Safe for several threads. */
public final class Outbox {

    private static final int OVERHEAD = 128;
    private static final int HEADER_OVERHEAD = 10;

    private final DatabaseClient database;
    private final OutboxSettings settings;
    private final RecentBundles recent;

    Outbox(DatabaseClient database, OutboxSettings settings, RecentBundles recent) {
        this.database = database;
        this.settings = settings;
        this.recent = recent;
    }

    /**
     * Keeps the events in the transaction of the change. After its commit they are published at least once; those of
     * one key in the order in which they were kept, provided that changes of what the key names lock it before they
     * append. Fails with {@link EventTooLargeException}, and keeps nothing, if Kafka would refuse one of them for its
     * size.
     */
    public Mono<Void> append(List<EventMessage> events) {
        return events.isEmpty() ? Mono.empty() : Mono.defer(() -> append(pack(events)));
    }

    /** The same for events that have no id yet. They come from the program that fills this outbox. */
    public Mono<Void> append(List<? extends Event> events, Instant at, Supplier<UUID> ids) {
        return append(events.stream()
                .map(event ->
                        new EventMessage(ids.get().toString(), settings.schema().source(), at, event))
                .toList());
    }

    /** The same for records. Their timestamps are not kept: they get that of their publication. */
    public Mono<Void> appendRecords(List<ProducerRecord<byte[], byte[]>> records) {
        return records.isEmpty() ? Mono.empty() : Mono.defer(() -> append(packRecords(records)));
    }

    /**
     * Prepares events for {@link #append(PackedEvents)}, on any thread and outside the transaction. Throws {@link
     * EventTooLargeException} if Kafka would refuse one of them for its size.
     */
    public PackedEvents pack(List<EventMessage> events) {
        return packRecords(events.stream().map(EventCodec::encode).toList());
    }

    /** Whether the record is small enough to be appended. */
    public boolean takes(ProducerRecord<byte[], byte[]> record) {
        return size(record) <= settings.largestEvent();
    }

    private PackedEvents packRecords(List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> one : records) {
            int size = size(one);
            if (size > settings.largestEvent()) {
                throw new EventTooLargeException(size, settings.largestEvent());
            }
        }
        return new PackedEvents(OutboxRecords.pack(records, settings.bundle()));
    }

    /** The same as {@link #append(List)}. */
    public Mono<Void> append(PackedEvents events) {
        return Flux.fromIterable(events.bundles()).concatMap(this::insert).then();
    }

    /** As a record of one batch: what Kafka adds is less than is counted here. */
    private static int size(ProducerRecord<byte[], byte[]> one) {
        int size = OVERHEAD + length(one.key()) + length(one.value());
        for (Header header : one.headers()) {
            size += HEADER_OVERHEAD + header.key().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private Mono<Long> insert(PackedBundle bundle) {
        return database.sql("insert into %s (records) values ($1) returning id"
                        .formatted(settings.schema().table()))
                .bind(0, bundle.bytes())
                .mapValue(Long.class)
                .one()
                .doOnNext(id -> recent.add(id, bundle));
    }
}
