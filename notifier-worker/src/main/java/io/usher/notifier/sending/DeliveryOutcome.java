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

    /**
     * The meaning of a server's refusal, for good, of a recipient: at once or in a report that comes later. By the enhanced
     * status alone: 550 also says that a server relays nothing for us, whoever the recipient is.
     *
     * @param status text that may have an enhanced status in it
     */
    static DeliveryOutcome ofRefusedRecipient(String status, String reason) {
        return EnhancedStatus.in(status)
                        .filter(EnhancedStatus::isWithoutMailbox)
                        .isPresent()
                ? new Bounced(reason)
                : new Refused(reason);
    }

    /** Why a message was not attempted. */
    enum Cause {
        /** No connection could be opened. */
        SERVER_UNAVAILABLE,
        /** Too little of the lease was left to exclude that another instance sends it. */
        LEASE_TOO_SHORT
    }
}
