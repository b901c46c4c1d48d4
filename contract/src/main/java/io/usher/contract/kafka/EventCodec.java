package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static tools.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.usher.contract.event.Event;
import io.usher.contract.event.EventType;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * Events as CloudEvents 1.0 on Kafka, in binary mode with JSON data: the attributes are headers, the value is the data
 * alone. Safe for use by several threads.
 */
public final class EventCodec {

    /** What may stand as the name of a type in a reason: hardly an address, surely no text. */
    private static final Pattern TYPE_NAME = Pattern.compile("[a-z0-9.-]{1,100}");

    /** Consumers must tolerate fields that a later version of a type adds, but no field of another type. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, Fail)
                            .setCoercion(CoercionInputShape.Float, Fail)
                            .setCoercion(CoercionInputShape.Boolean, Fail))
            .addModule(new SimpleModule()
                    .addDeserializer(Instant.class, new InstantText())
                    .addSerializer(Instant.class, new InstantText.Writer()))
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private EventCodec() {}

    /** The record that carries the event, for the topic of its type. */
    public static ProducerRecord<byte[], byte[]> encode(EventMessage message) {
        Event event = message.event();
        EventType type = EventType.of(event);
        byte[] key = event.key().getBytes(UTF_8);
        return new ProducerRecord<>(
                Topic.of(event).topicName(),
                Topic.partitionOf(key),
                null,
                key,
                MAPPER.writeValueAsBytes(event),
                CloudEventHeaders.of(message, type));
    }

    /** Reads a record. Never throws: what is no event of ours is a value too. */
    public static Received decode(ConsumerRecord<byte[], byte[]> consumed) {
        byte[] data = consumed.value();
        if (data == null || data.length == 0) {
            return decodeInAnyForm(consumed);
        }
        return CloudEventHeaders.read(consumed.headers())
                .map(headers -> read(consumed, headers, data))
                .orElseGet(() -> decodeInAnyForm(consumed));
    }

    private static Received decodeInAnyForm(ConsumerRecord<byte[], byte[]> consumed) {
        try {
            CloudEvent cloudEvent = KafkaMessageFactory.createReader(consumed).toEvent();
            if (cloudEvent.getSpecVersion() != SpecVersion.V1) {
                return new Unreadable("CloudEvents version: " + cloudEvent.getSpecVersion() + " (expected 1.0)");
            }
            Optional<EventType> type = EventType.named(cloudEvent.getType());
            if (type.isEmpty()) {
                return new Unreadable(Unreadable.UNKNOWN_TYPE + named(cloudEvent.getType()));
            }
            CloudEventData data = cloudEvent.getData();
            if (data == null) {
                return new Unreadable("event without data");
            }
            return read(
                    consumed, new CloudEventHeaders(cloudEvent.getId(), type.get(), time(cloudEvent)), data.toBytes());
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException | NullPointerException e) {
            return new Unreadable("not a CloudEvent: " + e.getClass().getSimpleName());
        }
    }

    private static Received read(ConsumerRecord<byte[], byte[]> consumed, CloudEventHeaders headers, byte[] data) {
        EventType type = headers.type();
        try {
            Event event = MAPPER.readValue(data, type.record());
            if (!(event instanceof Record record)) {
                return new Unreadable("event without data");
            }
            Optional<String> flaw = Flaw.in(record);
            if (flaw.isPresent()) {
                return new Unreadable(type.wireName() + " " + flaw.get());
            }
            if (!Topic.of(event).topicName().equals(consumed.topic())) {
                return new Unreadable(type.wireName() + " does not belong on " + consumed.topic());
            }
            // The key is what keeps one thing's events in order: under another one they are in another partition.
            if (!Arrays.equals(consumed.key(), event.key().getBytes(UTF_8))) {
                return new Unreadable(type.wireName() + " is not under the key of its data");
            }
            Instant appendedAt = Instant.ofEpochMilli(consumed.timestamp());
            return new Readable(
                    headers.id(),
                    headers.time().orElse(appendedAt),
                    event,
                    consumed.partition(),
                    consumed.offset(),
                    appendedAt);
        } catch (JacksonException e) {
            return new Unreadable("data of " + type.wireName() + " cannot be read: " + where(e));
        }
    }

    /** If it has one, and of four digits, as times in data have. */
    private static Optional<Instant> time(CloudEvent cloudEvent) {
        return Optional.ofNullable(cloudEvent.getTime())
                .filter(time -> time.getYear() >= 0 && time.getYear() <= 9999)
                .map(OffsetDateTime::toInstant);
    }

    /** The place, never the content: messages of the parser quote what they read. */
    private static String where(JacksonException e) {
        String path = e.getPathReference();
        return e.getClass().getSimpleName() + (path == null || path.isEmpty() ? "" : " at " + printable(path));
    }

    private static String named(String type) {
        return TYPE_NAME.matcher(type).matches() ? ": " + type : "";
    }

    private static String printable(String text) {
        String safe = text.replaceAll("[^\\x20-\\x7e]", "?");
        return safe.length() > 200 ? safe.substring(0, 200) : safe;
    }
}
