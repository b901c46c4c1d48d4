package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record set aside: its key, value and headers as they were (a value of over 1.75 MiB is left out), the reason and the original coordinates as headers
 * beside them. The same record set aside twice has the same event id in {@code onboarding.ops}.
 */
public final class DeadLetter {

    public static final String REASON = "dead-letter-reason";
    public static final String CONSUMER = "dead-letter-consumer";
    public static final String TOPIC = "dead-letter-topic";
    public static final String PARTITION = "dead-letter-partition";
    public static final String OFFSET = "dead-letter-offset";
    public static final String TIMESTAMP = "dead-letter-timestamp";

    /** The rest of what a topic of dead letters takes is for the key and the headers. */
    private static final int LARGEST_VALUE = Topic.DEAD_LETTER_BYTES - 256 * 1024;

    private DeadLetter() {}

    /** What to publish, in this order, before the consumer moves on: the record itself, then the event about it. */
    public static List<ProducerRecord<byte[], byte[]>> of(
            ConsumerRecord<byte[], byte[]> consumed, String reason, Source consumer, Instant now) {
        return List.of(
                setAside(consumed, reason, consumer), EventCodec.encode(announce(consumed, reason, consumer, now)));
    }

    private static ProducerRecord<byte[], byte[]> setAside(
            ConsumerRecord<byte[], byte[]> consumed, String reason, Source consumer) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                consumed.topic() + ".dlt", null, consumed.key(), value(consumed), consumed.headers());
        Headers headers = letter.headers();
        put(headers, REASON, reason);
        put(headers, CONSUMER, consumer.uri());
        put(headers, TOPIC, consumed.topic());
        put(headers, PARTITION, Integer.toString(consumed.partition()));
        put(headers, OFFSET, Long.toString(consumed.offset()));
        put(headers, TIMESTAMP, Instant.ofEpochMilli(consumed.timestamp()).toString());
        return letter;
    }

    /** What is compressed on the way may be larger than any topic takes: then the coordinates have to do. */
    private static byte @Nullable [] value(ConsumerRecord<byte[], byte[]> consumed) {
        byte[] value = consumed.value();
        return value == null || value.length <= LARGEST_VALUE ? value : null;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(UTF_8));
    }

    private static EventMessage announce(
            ConsumerRecord<byte[], byte[]> consumed, String reason, Source consumer, Instant now) {
        OpsDeadLetter event = new OpsDeadLetter(
                consumed.topic(), consumed.partition(), consumed.offset(), consumer.uri(), reason, now);
        return new EventMessage(event.subject() + ".dead-letter", consumer, now, event);
    }
}
