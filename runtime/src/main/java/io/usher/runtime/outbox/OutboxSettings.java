package io.usher.runtime.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a program's outbox is set up.
 *
 * @param schema whose tables {@code outbox} and {@code outbox_refused} are used
 * @param poll how often to look for events although the database notified of none
 * @param largestEvent in bytes, headers included; at most the producer's {@code max.request.size} and what the topics take
 * @param bundle bytes of records in one row; an append of more is split
 * @param unhealthyAfter the age of the oldest event at which the program's health is DOWN
 */
@ConfigurationProperties("usher.outbox")
record OutboxSettings(
        OutboxSchema schema,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("1000000") int largestEvent,
        @DefaultValue("1048576") int bundle,
        @DefaultValue("1m") Duration unhealthyAfter) {

    OutboxSettings {
        if (!poll.isPositive() || !unhealthyAfter.isPositive() || largestEvent < 1 || bundle < 1) {
            throw new IllegalArgumentException(
                    "usher.outbox: poll %s, unhealthy-after %s, largest-event %d, bundle %d (expected all positive)"
                            .formatted(poll, unhealthyAfter, largestEvent, bundle));
        }
    }
}
