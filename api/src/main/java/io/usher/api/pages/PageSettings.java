package io.usher.api.pages;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much one instance does for those who look at pages.
 *
 * @param liveStreams pages of invitations that are kept up to date by a stream; others ask every 15 to 30 seconds
 * @param decisionWithin how long somebody waits for each of the worker's answers before they are told to look again
 */
@Validated
@ConfigurationProperties("usher.pages")
public record PageSettings(
        @PositiveOrZero @DefaultValue("20000") int liveStreams,
        @NotNull @DefaultValue("3s") Duration decisionWithin) {}
