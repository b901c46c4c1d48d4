package io.usher.runtime.outbox;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Where a change leaves its events. Safe for several threads. */
public final class Outbox {

    private static final int OVERHEAD = 128;
    private static final int HEADER_OVERHEAD = 10;

    private final DatabaseClient database;
    private final OutboxSettings settings;

    Outbox(DatabaseClient database, OutboxSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * Keeps the events in the transaction of the change. After its commit they are published at least once; those of
     * one key in the order in which they were kept, provided that changes of what the key names lock it before they
     * append. Fails with {@link EventTooLargeException}, and keeps nothing, if Kafka would refuse one of them for its
     * size.
     */
    public Mono<Void> append(List<EventMessage> events) {
        return Mono.defer(
                () -> appendRecords(events.stream().map(EventCodec::encode).toList()));
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
        return records.isEmpty() ? Mono.empty() : Mono.defer(() -> insert(bundles(records)));
    }

    /**
     * Rows for the column {@code records} of the outbox, in their order, for programs that insert them in a statement of
     * their own. Throws {@link EventTooLargeException} if Kafka would refuse one of the records for its size.
     */
    public List<byte[]> bundles(List<ProducerRecord<byte[], byte[]>> records) {
        for (ProducerRecord<byte[], byte[]> one : records) {
            int size = size(one);
            if (size > settings.largestEvent()) {
                throw new EventTooLargeException(size, settings.largestEvent());
            }
        }
        return OutboxRecords.bundles(records, settings.bundle());
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

    private Mono<Void> insert(List<byte[]> bundles) {
        String rows = IntStream.rangeClosed(1, bundles.size())
                .mapToObj("($%d)"::formatted)
                .collect(Collectors.joining(", "));
        DatabaseClient.GenericExecuteSpec insert = database.sql(
                "insert into %s (records) values %s".formatted(settings.schema().table(), rows));
        for (int i = 0; i < bundles.size(); i++) {
            insert = insert.bind(i, bundles.get(i));
        }
        return insert.then();
    }
}
