package io.usher.api.commands;

import io.usher.contract.event.RejectionReason;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests for seats and withdrawals of the last 24 hours that were made under an idempotency key: those that any instance
 * has queued, and those that this one has refused.
 */
public interface EarlierRequests {

    Optional<Earlier> madeUnder(Digest key);

    /**
     * For 24 hours after the key was taken. Has no effect if another queued request is remembered under the key.
     *
     * @param queuedAt when the key was taken, unless {@code use} says so
     */
    void remember(KeyUse use, Instant queuedAt);

    /** For 24 hours from now, unless a request is remembered under the key. */
    void rememberRefused(KeyUse use, RejectionReason reason);

    /**
     * A request that was answered.
     *
     * @param request digest of what it asked for
     * @param requestedAt when it took the key
     * @param refusal why it was refused at once; null if it was queued
     */
    record Earlier(
            Digest request, Instant requestedAt, @Nullable RejectionReason refusal) {}
}
