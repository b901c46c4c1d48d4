package io.usher.api.commands;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The use of an idempotency key for one request.
 *
 * @param key digest of the caller and the key
 * @param request digest of everything that the request asks for
 * @param takenAt when the key was taken, if the request may be queued later than that; null = when it is queued
 */
public record KeyUse(Digest key, Digest request, @Nullable Instant takenAt) {

    private static final long VERSION_8 = 0x8000L;
    private static final long NOT_VERSION = ~0xf000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long NOT_VARIANT = 0x3fff_ffff_ffff_ffffL;

    /** The key is taken when the request is queued. */
    public KeyUse(Digest key, Digest request) {
        this(key, request, null);
    }

    /** The same use of a key that was taken before. */
    public KeyUse takenAt(Instant time) {
        return new KeyUse(key, request, time);
    }

    /**
     * The same request under the same key has the same id on every instance and at any time. At worst it is queued
     * twice under that id, and an id is decided once. A UUIDv8 (RFC 9562).
     */
    public AcceptanceId acceptance() {
        return new AcceptanceId(id());
    }

    /** The same command under the same key has the same id, like {@link #acceptance()}. */
    public CommandId command() {
        return new CommandId(id());
    }

    private UUID id() {
        Digest name = Digest.of(key.toString(), request.toString());
        return new UUID((name.high() & NOT_VERSION) | VERSION_8, (name.low() & NOT_VARIANT) | VARIANT);
    }
}
