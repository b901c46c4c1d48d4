package io.usher.acceptance.deciding.kafka;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How batches are worked through.
 *
 * @param batchTimeout how long one batch may take before it counts as failed and is tried again
 * @param retryAtFirst the wait before a failed batch is tried again; it doubles with each failure
 * @param retryAtMost the longest such wait
 */
@ConfigurationProperties("usher.deciding")
@Validated
record DecidingSettings(
        @NotNull Duration batchTimeout,
        @NotNull Duration retryAtFirst,
        @NotNull Duration retryAtMost) {}
