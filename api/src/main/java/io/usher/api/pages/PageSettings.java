package io.usher.api.pages;

import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much one instance does for those who look at pages.
 *
 * @param liveStreams pages of invitations that are kept up to date by a stream; others ask every 15 to 30 seconds
 * @param decisionWithin how long a page waits for a decision before it says that it is pending
 */
@Validated
@ConfigurationProperties("usher.pages")
public record PageSettings(
        @PositiveOrZero @DefaultValue("20000") int liveStreams,
        @DefaultValue("3s") Duration decisionWithin) {

    /** As long as a request may ask to wait for a decision. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    public PageSettings {
        if (!decisionWithin.isPositive() || decisionWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "usher.pages.decision-within: %s (expected more than zero and at most %s)"
                            .formatted(decisionWithin, LONGEST));
        }
    }
}
