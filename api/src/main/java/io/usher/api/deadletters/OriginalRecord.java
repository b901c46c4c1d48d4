package io.usher.api.deadletters;

import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was before it was set aside, as far as it fitted.
 *
 * @param headers its own, without those that were added when it was set aside
 */
record OriginalRecord(
        @Nullable Bytes key,
        List<KeptHeader> headers,
        @Nullable Bytes payload) {

    OriginalRecord {
        headers = List.copyOf(headers);
    }

    static OriginalRecord from(ConsumerRecord<byte[], byte[]> letter) {
        return new OriginalRecord(
                Bytes.ofNullable(letter.key()),
                Arrays.stream(letter.headers().toArray())
                        .filter(header -> !DeadLetter.isAdded(header.key()))
                        .map(KeptHeader::from)
                        .toList(),
                Bytes.ofNullable(letter.value()));
    }

    /** The record to publish again, to the partition of its key, marked as the replay of the dead letter. */
    ProducerRecord<byte[], byte[]> replay(String topic, int partition, UUID letter) {
        byte[] keyBytes = Bytes.toArray(key);
        ProducerRecord<byte[], byte[]> replay = new ProducerRecord<>(
                topic,
                keyBytes == null ? partition % Topic.partitions() : Topic.partitionOf(keyBytes),
                null,
                keyBytes,
                Bytes.toArray(payload));
        headers.forEach(header -> replay.headers().add(header.name(), Bytes.toArray(header.bytes())));
        replay.headers()
                .add(DeadLetter.REPLAY_OF, Bytes.ofText(letter.toString()).toArray());
        return replay;
    }
}
