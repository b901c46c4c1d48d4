package io.usher.api.http.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How much of this instance one may use.
 *
 * @param caller requests with one key, or of one person who is signed in
 * @param address requests from one address, or from one IPv6 network of 64 bits
 * @param unknownToken of these the ones whose token is not known here and has to be looked up
 * @param unknownCode openings of links whose code is not known here and has to be looked up, from one address
 * @param searches lists with {@code q} and pages of the audit log at the same time for one organization, by its keys and its people
 *     together, or for one key of the platform. A person who acts in several organizations counts in each
 * @param searchesWaiting how many more of them may wait for their turn
 * @param exports lists as CSV at the same time, likewise
 * @param turnWithin how long a request may wait to be served while this instance is asked for more than it can do
 */
@Validated
@ConfigurationProperties("usher.limits")
public record LimitSettings(
        @Valid @NotNull Rate caller,
        @Valid @NotNull Rate address,
        @Valid @NotNull Rate unknownToken,
        @Valid @NotNull Rate unknownCode,
        @Positive int searches,
        @Positive int searchesWaiting,
        @Positive int exports,
        @NotNull Duration turnWithin) {

    /**
     * @param perSecond how many in the long run
     * @param burst how many at once after a pause
     */
    public record Rate(@Positive int perSecond, @Positive int burst) {}
}
