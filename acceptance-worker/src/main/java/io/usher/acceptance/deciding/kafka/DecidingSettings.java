package io.usher.acceptance.deciding.kafka;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The timeout and the retries of batches.
 *
 * @param batchTimeout how long deciding a batch may take; then it has failed and is retried
 * @param retryAtFirst the pause before the first retry; it doubles with each failure
 * @param retryAtMost the longest pause
 */
@ConfigurationProperties("usher.deciding")
@Validated
record DecidingSettings(
        @NotNull Duration batchTimeout,
        @NotNull Duration retryAtFirst,
        @NotNull Duration retryAtMost) {}
