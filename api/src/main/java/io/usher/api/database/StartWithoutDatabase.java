package io.usher.api.database;

import io.usher.runtime.Outage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import reactor.util.retry.Retry;

/** A start that needs the database: one that is away has at least half a minute to come, then the start fails. */
public final class StartWithoutDatabase {

    private static final Logger LOG = LoggerFactory.getLogger(StartWithoutDatabase.class);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(4);
    private static final int RETRIES = 20;

    private StartWithoutDatabase() {}

    public static Retry retry() {
        return Retry.backoff(RETRIES, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .filter(Outage::isBehind)
                .doBeforeRetry(failed -> LOG.warn(
                        "database: {} (the start waits, retry {} of {})",
                        NestedExceptionUtils.getMostSpecificCause(failed.failure())
                                .toString(),
                        failed.totalRetries() + 1,
                        RETRIES))
                .onRetryExhaustedThrow((retry, last) -> last.failure());
    }
}
