package io.usher.api.acceptances;

import java.time.Duration;
import java.time.Instant;

/** Between which two instants, both included, the present certainly lies. */
public record TimeRange(Instant earliest, Instant latest) {

    /** Nothing is known about the time. */
    public static final TimeRange UNKNOWN = new TimeRange(Instant.MIN, Instant.MAX);

    public static TimeRange around(Instant instant, Duration margin) {
        return new TimeRange(instant.minus(margin), instant.plus(margin));
    }
}
