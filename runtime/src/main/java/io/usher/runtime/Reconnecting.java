package io.usher.runtime;

import java.time.Duration;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/** How connections are replaced that a program keeps for as long as it runs. */
public final class Reconnecting {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    private Reconnecting() {}

    /**
     * After about 100 ms at first, and after at most two seconds while they keep failing, without limit. A connection that
     * has emitted something begins again with 100 ms when it fails.
     */
    public static RetryBackoffSpec backoff() {
        return Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .transientErrors(true);
    }
}
