package io.usher.api.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An event with its place in the outbox. */
record OutboxEntry(long id, ProducerRecord<byte[], byte[]> event) {

    private static final String TABLE = "directory.outbox";

    static OutboxEntry of(long id, String topic, byte[] key, Map<String, String> headers, byte[] value) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(topic, Topic.partitionOf(key), key, value);
        headers.forEach((name, text) -> event.headers().add(name, text.getBytes(UTF_8)));
        return new OutboxEntry(id, event);
    }

    /** What operators are told if Kafka refuses the event for good. The same for every try. */
    EventMessage refusal(String reason, Instant now) {
        OpsDeadLetter event = new OpsDeadLetter(TABLE, 0, id, Source.API.uri(), reason, now);
        return new EventMessage(event.subject() + ".dead-letter", Source.API, now, event);
    }
}
