package io.usher.api.pages.landing;

import jakarta.validation.constraints.PositiveOrZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much one instance does for those who look at pages.
 *
 * @param liveStreams pages of invitations that are kept up to date by a stream; others ask every 15 to 30 seconds
 */
@Validated
@ConfigurationProperties("usher.pages")
record PageSettings(@PositiveOrZero @DefaultValue("20000") int liveStreams) {}
