package io.usher.api.acceptances.asking;

import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import java.time.Instant;
import java.util.Optional;

/** Requests for seats and withdrawals of the last 24 hours that were made under an idempotency key, on any instance. */
public interface EarlierRequests {

    Optional<Earlier> madeUnder(Digest key);

    /** Has no effect if a request under the key is remembered already. */
    void remember(KeyUse use, Instant requestedAt);

    /**
     * A queued request.
     *
     * @param request digest of what it asked for
     */
    record Earlier(Digest request, Instant requestedAt) {}
}
