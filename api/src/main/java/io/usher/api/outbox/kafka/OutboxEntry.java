package io.usher.api.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.kafka.Topic;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An event with its place in the outbox. */
record OutboxEntry(long id, ProducerRecord<byte[], byte[]> event) {

    static OutboxEntry of(long id, String topic, byte[] key, Map<String, String> headers, byte[] value) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(topic, Topic.partitionOf(key), key, value);
        headers.forEach((name, text) -> event.headers().add(name, text.getBytes(UTF_8)));
        return new OutboxEntry(id, event);
    }
}
