package io.usher.notifier.sending;

import java.time.Duration;

/** What came of one message in one round. */
public sealed interface Outcome {

    /** The server has taken it. */
    record Sent() implements Outcome {}

    /**
     * It was tried and can never be sent.
     *
     * @param reason what the server said
     */
    record Refused(String reason) implements Outcome {}

    /** It was not tried, since it can never be sent. */
    record Unsendable(String reason) implements Outcome {}

    /**
     * It was tried and may succeed later.
     *
     * @param reason what the server said, or how the connection broke
     */
    record Deferred(String reason) implements Outcome {}

    /** It was not tried, for a cause that has nothing to do with it. */
    record NotTried(Cause cause) implements Outcome {}

    /** It was not tried: its domain has had enough mail for now. */
    record OverPace(Duration turnIn) implements Outcome {}

    /** Why a message was not tried. */
    enum Cause {
        /** There is no connection to be had. */
        SERVER_AWAY,
        /** Too little was left of the lease to be sure that nobody else sends it. */
        LEASE_TOO_SHORT
    }
}
