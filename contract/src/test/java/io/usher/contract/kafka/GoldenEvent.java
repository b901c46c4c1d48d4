package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.EventType;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * An example of an event, byte for byte as it stands on Kafka. Its file reads like a message of HTTP: the topic, the
 * key, the headers, an empty line, the value.
 */
record GoldenEvent(String topic, String key, Map<String, String> headers, String value) {

    private static final String TOPIC = "topic";
    private static final String KEY = "key";

    static GoldenEvent of(EventType type) {
        String[] parts = text(type).stripTrailing().split("\n\n", 2);
        Map<String, String> head = new LinkedHashMap<>();
        parts[0].lines().map(line -> line.split(": ", 2)).forEach(line -> head.put(line[0], line[1]));
        String topic = head.remove(TOPIC);
        String key = head.remove(KEY);
        if (topic == null || key == null) {
            throw new IllegalStateException("golden " + type.wireName() + ": " + head + " (expected topic and key)");
        }
        return new GoldenEvent(topic, key, head, parts[1]);
    }

    static GoldenEvent of(ProducerRecord<byte[], byte[]> encoded) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : encoded.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return new GoldenEvent(
                encoded.topic(), new String(encoded.key(), UTF_8), headers, new String(encoded.value(), UTF_8));
    }

    GoldenEvent withTopic(String other) {
        return new GoldenEvent(other, key, headers, value);
    }

    GoldenEvent withKey(String other) {
        return new GoldenEvent(topic, other, headers, value);
    }

    GoldenEvent withValue(String other) {
        return new GoldenEvent(topic, key, headers, other);
    }

    GoldenEvent withHeader(String name, String other) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, other);
        return new GoldenEvent(topic, key, changed, value);
    }

    ConsumerRecord<byte[], byte[]> consumed() {
        Headers recordHeaders = new RecordHeaders();
        headers.forEach((name, content) -> recordHeaders.add(name, content.getBytes(UTF_8)));
        return consumed(recordHeaders, value.getBytes(UTF_8));
    }

    ConsumerRecord<byte[], byte[]> consumed(Headers otherHeaders, byte[] otherValue) {
        return new ConsumerRecord<>(
                topic,
                3,
                42L,
                1_772_442_900_250L,
                TimestampType.LOG_APPEND_TIME,
                key.length(),
                otherValue.length,
                key.getBytes(UTF_8),
                otherValue,
                otherHeaders,
                Optional.empty());
    }

    Received decoded() {
        return EventCodec.decode(consumed());
    }

    /** What a program published, as far as the record tells. */
    EventMessage message() {
        return switch (decoded()) {
            case Readable readable ->
                new EventMessage(
                        readable.id(),
                        source(),
                        OffsetDateTime.parse(header("ce_time")).toInstant(),
                        readable.event());
            case Unreadable unreadable -> throw new IllegalStateException("golden " + this + ": " + unreadable);
        };
    }

    String header(String name) {
        String content = headers.get(name);
        if (content == null) {
            throw new IllegalStateException("golden " + this + ": no " + name);
        }
        return content;
    }

    private Source source() {
        return Arrays.stream(Source.values())
                .filter(source -> source.uri().equals(header("ce_source")))
                .findAny()
                .orElseThrow();
    }

    private static String text(EventType type) {
        String path = "/golden/" + type.wireName() + ".event";
        try (InputStream file = GoldenEvent.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("golden example: " + path + " (expected on the class path)");
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(TOPIC).append(": ").append(topic).append('\n');
        text.append(KEY).append(": ").append(key).append('\n');
        headers.forEach((name, content) ->
                text.append(name).append(": ").append(content).append('\n'));
        return text.append('\n').append(value).append('\n').toString();
    }
}
