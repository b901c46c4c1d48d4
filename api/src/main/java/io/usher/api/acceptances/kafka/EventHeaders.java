package io.usher.api.acceptances.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import io.usher.contract.event.EventType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the headers of a record. Most records are handled by their headers, without decoding their data. */
final class EventHeaders {

    private static final String ID = "ce_id";
    private static final String SUBJECT = "ce_subject";
    private static final String TYPE = "ce_type";

    /** Not part of the event. The API recognizes repeated requests by it. */
    private static final String KEY_USE = "usher-idempotency";

    /** Not part of the event. When the key was taken, in milliseconds since 1970, if that was before the request. */
    private static final String KEY_TAKEN_AT = "usher-idempotency-taken-at";

    private EventHeaders() {}

    /** The id of the event, if it is a UUID. */
    static Optional<UUID> id(Headers headers) {
        return uuid(value(headers, ID));
    }

    /** The subject of the event, if it is a UUID. */
    static Optional<UUID> subject(Headers headers) {
        return uuid(value(headers, SUBJECT));
    }

    static boolean isOf(Headers headers, EventType type) {
        byte[] value = value(headers, TYPE);
        return value != null && Arrays.equals(value, type.wireName().getBytes(ISO_8859_1));
    }

    static Optional<KeyUse> keyUse(Headers headers) {
        byte[] value = value(headers, KEY_USE);
        if (value == null || value.length != 2 * Digest.BYTES) {
            return Optional.empty();
        }
        ByteBuffer digests = ByteBuffer.wrap(value);
        return Optional.of(new KeyUse(Digest.readFrom(digests), Digest.readFrom(digests), keyTakenAt(headers)));
    }

    private static @Nullable Instant keyTakenAt(Headers headers) {
        byte[] value = value(headers, KEY_TAKEN_AT);
        return value == null || value.length != Long.BYTES
                ? null
                : Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
    }

    static void put(Headers headers, KeyUse use) {
        ByteBuffer digests = use.request().writeTo(use.key().writeTo(ByteBuffer.allocate(2 * Digest.BYTES)));
        headers.add(KEY_USE, digests.array());
        if (use.takenAt() != null) {
            long millis = use.takenAt().toEpochMilli();
            headers.add(
                    KEY_TAKEN_AT,
                    ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
        }
    }

    static Optional<UUID> uuid(byte @Nullable [] text) {
        try {
            return text == null ? Optional.empty() : Optional.of(UUID.fromString(new String(text, ISO_8859_1)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static byte @Nullable [] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }
}
