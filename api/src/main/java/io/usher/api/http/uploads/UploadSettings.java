package io.usher.api.http.uploads;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much files may be.
 *
 * @param largest the largest body of a request with a file
 * @param mostRows the most rows of a CSV file
 * @param within how long a file may be on its way; nothing may stop for as long as {@code usher.body-within}
 * @param atOnce how many this instance receives at a time
 * @param atOnceOfTenant how many of them with the keys of one organization, or with one key of the platform
 */
@Validated
@ConfigurationProperties("usher.uploads")
public record UploadSettings(
        @NotNull DataSize largest,
        @Positive int mostRows,
        @NotNull Duration within,
        @Positive int atOnce,
        @Positive int atOnceOfTenant) {}
