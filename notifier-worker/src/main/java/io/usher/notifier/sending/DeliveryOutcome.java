package io.usher.notifier.sending;

import io.usher.contract.event.SuppressionReason;
import java.time.Duration;

/** The outcome of one message in one run. */
public sealed interface DeliveryOutcome {

    /** The server accepted it. */
    record Sent() implements DeliveryOutcome {}

    /**
     * It was attempted and can never be delivered.
     *
     * @param reason what the server said
     */
    record Refused(String reason) implements DeliveryOutcome {}

    /**
     * It was attempted, and there is no such mailbox.
     *
     * @param reason what the server said
     */
    record Bounced(String reason) implements DeliveryOutcome {}

    /** It was not attempted: the organization does not write to the address. */
    record Suppressed(SuppressionReason reason) implements DeliveryOutcome {}

    /** It was not attempted because it can never be delivered. */
    record Undeliverable(String reason) implements DeliveryOutcome {}

    /**
     * It was attempted and may succeed later.
     *
     * @param reason what the server said, or how the connection failed
     */
    record Deferred(String reason) implements DeliveryOutcome {}

    /** It was not attempted, for a cause unrelated to the message. */
    record NotAttempted(Cause cause) implements DeliveryOutcome {}

    /** It was not attempted: it is over the pace of its domain. */
    record OverPace(Duration turnIn) implements DeliveryOutcome {}

    /** It was not attempted: its invitation cannot be used yet. */
    record Waits() implements DeliveryOutcome {}

    /** Why a message was not attempted. */
    enum Cause {
        /** No connection could be opened. */
        SERVER_UNAVAILABLE,
        /** Too little of the lease was left to exclude that another instance sends it. */
        LEASE_TOO_SHORT
    }
}
