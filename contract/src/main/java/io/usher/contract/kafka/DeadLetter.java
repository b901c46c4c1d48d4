package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record set aside: its key, value and headers as they were, and the reason and the original coordinates as headers beside
 * them. What is too large for the topic of dead letters is cut (the key) or left out (the value, headers), and {@link
 * #TRUNCATED} says so: whatever was consumed can be set aside. The same record set aside twice has the same {@link #ID}, and
 * the same event id in {@code onboarding.ops}.
 */
public final class DeadLetter {

    public static final String ID = "dead-letter-id";
    public static final String REASON = "dead-letter-reason";
    public static final String CONSUMER = "dead-letter-consumer";
    public static final String TOPIC = "dead-letter-topic";
    public static final String PARTITION = "dead-letter-partition";
    public static final String OFFSET = "dead-letter-offset";
    public static final String TIMESTAMP = "dead-letter-timestamp";

    /** What was cut or left out, of {@code key}, {@code headers} and {@code value}, with commas; absent = nothing. */
    public static final String TRUNCATED = "dead-letter-truncated";

    /**
     * On a record that an operator had published again: the id of the dead letter that it comes from. If the record is set
     * aside again, its dead letter carries this header too.
     */
    public static final String REPLAY_OF = "dead-letter-replay-of";

    private static final Set<String> ADDED =
            Set.of(ID, REASON, CONSUMER, TOPIC, PARTITION, OFFSET, TIMESTAMP, TRUNCATED, REPLAY_OF);

    private static final int LARGEST_KEY = 64 * 1024;
    private static final int LARGEST_HEADERS = 128 * 1024;

    /** Of the 256 KiB beside the value, keys and headers leave this to our headers and to the record's own frame. */
    private static final int LARGEST_VALUE = Topic.DEAD_LETTER_BYTES - 256 * 1024;

    private static final int LONGEST_REASON = 1_000;

    /** At most: the lengths of a header's name and value. */
    private static final int HEADER_FRAME = 10;

    private DeadLetter() {}

    /** Whether a header is one of these, and not the original record's own. */
    public static boolean isAdded(String header) {
        return ADDED.contains(header);
    }

    /** What to publish, in this order, before the consumer moves on: the record itself, then the event about it. */
    public static List<ProducerRecord<byte[], byte[]>> of(
            ConsumerRecord<byte[], byte[]> consumed, String reason, Source consumer, Instant now) {
        String bounded = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
        return List.of(
                setAside(consumed, bounded, consumer), EventCodec.encode(announce(consumed, bounded, consumer, now)));
    }

    private static ProducerRecord<byte[], byte[]> setAside(
            ConsumerRecord<byte[], byte[]> consumed, String reason, Source consumer) {
        byte[] key = consumed.key();
        boolean keyFits = key == null || key.length <= LARGEST_KEY;
        boolean headersFit = size(consumed.headers()) <= LARGEST_HEADERS;
        boolean valueFits = consumed.value() == null || consumed.value().length <= LARGEST_VALUE;
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                consumed.topic() + ".dlt",
                null,
                keyFits ? key : Arrays.copyOf(key, LARGEST_KEY),
                valueFits ? consumed.value() : null,
                headersFit ? consumed.headers() : null);
        Headers headers = letter.headers();
        put(headers, ID, consumed.topic() + "-" + consumed.partition() + "@" + consumed.offset() + consumer.uri());
        put(headers, REASON, reason);
        put(headers, CONSUMER, consumer.uri());
        put(headers, TOPIC, consumed.topic());
        put(headers, PARTITION, Integer.toString(consumed.partition()));
        put(headers, OFFSET, Long.toString(consumed.offset()));
        put(headers, TIMESTAMP, Instant.ofEpochMilli(consumed.timestamp()).toString());
        truncated(keyFits, headersFit, valueFits).ifPresent(what -> put(headers, TRUNCATED, what));
        return letter;
    }

    private static long size(Headers headers) {
        long size = 0;
        for (Header header : headers) {
            size += header.key().getBytes(UTF_8).length + HEADER_FRAME;
            size += header.value() == null ? 0 : header.value().length;
        }
        return size;
    }

    private static Optional<String> truncated(boolean keyFits, boolean headersFit, boolean valueFits) {
        return Stream.of(keyFits ? "" : "key", headersFit ? "" : "headers", valueFits ? "" : "value")
                .filter(what -> !what.isEmpty())
                .reduce((first, second) -> first + "," + second);
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
