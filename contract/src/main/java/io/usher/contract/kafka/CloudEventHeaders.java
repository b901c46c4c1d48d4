package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.usher.contract.event.EventType;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a CloudEvent 1.0 in binary mode as this library writes them (CloudEvents Kafka protocol binding §3.2).
 * Reads nothing else: whatever differs is left to the CloudEvents library, which knows all forms and says what is wrong.
 *
 * @param time as written, if it was
 */
record CloudEventHeaders(String id, EventType type, Optional<Instant> time) {

    private static final String ATTRIBUTE = "ce_";
    private static final String CONTENT_TYPE = "content-type";
    private static final Set<String> REQUIRED = Set.of("ce_specversion", "ce_id", "ce_source", "ce_type", CONTENT_TYPE);

    private static final Header SPEC_VERSION = new RecordHeader("ce_specversion", bytes("1.0"));
    private static final Header JSON_CONTENT = new RecordHeader(CONTENT_TYPE, bytes("application/json"));
    private static final Map<Source, Header> SOURCES =
            constants(Source.class, source -> new RecordHeader("ce_source", bytes(source.uri())));
    private static final Map<EventType, Header> TYPES =
            constants(EventType.class, type -> new RecordHeader("ce_type", bytes(type.wireName())));
    private static final Map<EventType, Header> SCHEMAS = constants(
            EventType.class, type -> new RecordHeader("ce_dataschema", bytes("urn:usher:schema:" + type.wireName())));

    /** Years as the data of events has them. */
    private static final int LAST_YEAR = 9999;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static <E extends Enum<E>> Map<E, Header> constants(Class<E> of, Function<E, Header> header) {
        return Arrays.stream(of.getEnumConstants())
                .collect(Collectors.toMap(Function.identity(), header, (one, other) -> one, () -> new EnumMap<>(of)));
    }

    private static <E extends Enum<E>> Header constant(Map<E, Header> constants, E of) {
        return requireNonNull(constants.get(of));
    }

    static List<Header> of(EventMessage message, EventType type) {
        return List.of(
                SPEC_VERSION,
                new RecordHeader("ce_id", bytes(message.id())),
                constant(SOURCES, message.source()),
                constant(TYPES, type),
                JSON_CONTENT,
                constant(SCHEMAS, type),
                new RecordHeader("ce_subject", bytes(message.event().subject())),
                new RecordHeader("ce_time", bytes(UtcText.of(message.time()))));
    }

    /** Empty unless the headers are such as {@link #of} writes, in any order, with others that are no attributes beside them. */
    static Optional<CloudEventHeaders> read(Iterable<Header> headers) {
        Found found = new Found();
        for (Header header : headers) {
            if (!found.take(header.key(), header.value())) {
                return Optional.empty();
            }
        }
        return found.whole();
    }

    /** What was read so far. */
    private static final class Found {

        private final Set<String> names = new HashSet<>();
        private @Nullable String id;
        private @Nullable EventType type;
        private @Nullable Instant time;
        private byte @Nullable [] schema;

        /** Whether it is as expected. Each attribute comes once. */
        private boolean take(String name, byte @Nullable [] value) {
            if (!name.startsWith(ATTRIBUTE) && !name.equals(CONTENT_TYPE)) {
                return true;
            }
            return value != null && value.length > 0 && names.add(name) && isExpected(name, value);
        }

        private boolean isExpected(String name, byte[] value) {
            switch (name) {
                case "ce_id" -> id = new String(value, UTF_8);
                case "ce_type" ->
                    type = EventType.named(new String(value, UTF_8)).orElse(null);
                case "ce_time" -> time = time(value);
                case "ce_dataschema" -> schema = value;
                default -> {}
            }
            return switch (name) {
                case CONTENT_TYPE -> Arrays.equals(value, JSON_CONTENT.value());
                case "ce_specversion" -> Arrays.equals(value, SPEC_VERSION.value());
                case "ce_source" -> isSource(value);
                case "ce_type" -> type != null;
                case "ce_time" -> time != null;
                case "ce_id", "ce_dataschema", "ce_subject" -> true;
                default -> false;
            };
        }

        private Optional<CloudEventHeaders> whole() {
            return names.containsAll(REQUIRED) ? whole(requireNonNull(id), requireNonNull(type)) : Optional.empty();
        }

        private Optional<CloudEventHeaders> whole(String ofId, EventType ofType) {
            return schema == null
                            || Arrays.equals(schema, constant(SCHEMAS, ofType).value())
                    ? Optional.of(new CloudEventHeaders(ofId, ofType, Optional.ofNullable(time)))
                    : Optional.empty();
        }
    }

    private static boolean isSource(byte[] value) {
        return SOURCES.values().stream().anyMatch(source -> Arrays.equals(source.value(), value));
    }

    private static @Nullable Instant time(byte[] value) {
        Instant usual = UtcText.read(value);
        if (usual != null) {
            return usual;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(new String(value, UTF_8));
            return time.getYear() >= 0 && time.getYear() <= LAST_YEAR ? time.toInstant() : null;
        } catch (DateTimeException other) {
            return null;
        }
    }
}
