package io.usher.notifier.sending;

import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.OverPace;
import io.usher.notifier.sending.Outcome.Refused;
import io.usher.notifier.sending.Outcome.Sent;
import io.usher.notifier.sending.Outcome.Unsendable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is written about a message.
 *
 * @param state where it stands now
 * @param attempts made in this round: 0 or 1
 * @param dueIn when it is tried again; null when never
 * @param paced whether it has waited for its turn when it is tried again
 * @param error why it was not sent; null keeps what was written earlier
 */
record Settlement(
        DueMail mail,
        State state,
        int attempts,
        @Nullable Duration dueIn,
        boolean paced,
        @Nullable String error) {

    /** How a message can stand. */
    enum State {
        QUEUED,
        SENT,
        FAILED;

        /** The name in the database. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The state of that name in the database. */
        static State of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** @param chance from 0 to 1, for the variation of the pause */
    static Settlement of(Tried tried, RetryPolicy retries, Instant now, double chance) {
        DueMail mail = tried.mail();
        return switch (tried.outcome()) {
            case Sent sent -> new Settlement(mail, State.SENT, 1, null, false, null);
            case Refused refused -> failed(mail, 1, refused.reason());
            case Unsendable unsendable -> failed(mail, 0, unsendable.reason());
            case Deferred deferred ->
                retries.pause(mail.attempts() + 1, mail.createdAt(), now, chance)
                        .map(pause -> new Settlement(mail, State.QUEUED, 1, pause, false, deferred.reason()))
                        .orElseGet(() -> failed(mail, 1, "given up: " + deferred.reason()));
            case NotTried notTried -> new Settlement(mail, State.QUEUED, 0, Duration.ZERO, mail.paced(), null);
            case OverPace over -> new Settlement(mail, State.QUEUED, 0, over.turnIn(), true, null);
        };
    }

    private static Settlement failed(DueMail mail, int attempts, String reason) {
        return new Settlement(mail, State.FAILED, attempts, null, false, reason);
    }
}
