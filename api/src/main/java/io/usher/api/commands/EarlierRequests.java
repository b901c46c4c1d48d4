package io.usher.api.commands;

import java.time.Instant;
import java.util.Optional;

/** Requests for seats and withdrawals of the last 24 hours that were made under an idempotency key, on any instance. */
public interface EarlierRequests {

    Optional<Earlier> madeUnder(Digest key);

    /**
     * For 24 hours after the key was taken. Has no effect if a request under the key is remembered already.
     *
     * @param queuedAt when the key was taken, unless {@code use} says so
     */
    void remember(KeyUse use, Instant queuedAt);

    /**
     * A queued request.
     *
     * @param request digest of what it asked for
     * @param requestedAt when it took the key
     */
    record Earlier(Digest request, Instant requestedAt) {}
}
