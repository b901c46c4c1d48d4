package io.usher.notifier.forgetting;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Deletes what has been sent or has failed long ago, in small steps. Nothing is sent again for it: an event of that age
 * makes no message any more.
 */
public final class ForgettingOldMessages {

    private static final int STEP = 1_000;

    private final OldMessages messages;
    private final Duration retention;

    public ForgettingOldMessages(OldMessages messages, Duration retention) {
        this.messages = messages;
        this.retention = retention;
    }

    /** Deletes old messages, up to a limit; emits whether there may be more. */
    public Mono<Boolean> round() {
        return messages.delete(retention, STEP).map(deleted -> deleted == STEP);
    }
}
