package io.usher.notifier.sending;

import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import io.usher.notifier.sending.DeliveryOutcome.NotAttempted;
import io.usher.notifier.sending.DeliveryOutcome.OverPace;
import io.usher.notifier.sending.DeliveryOutcome.Refused;
import io.usher.notifier.sending.DeliveryOutcome.Sent;
import io.usher.notifier.sending.DeliveryOutcome.Undeliverable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The change of a message after one run.
 *
 * @param state the new state
 * @param attempts made in this run: 0 or 1
 * @param dueIn time until the next attempt; null if there is none
 * @param paced whether it will have waited for its turn by then
 * @param error why it was not sent; null keeps the previous error
 */
record MessageUpdate(
        DueMail mail,
        State state,
        int attempts,
        @Nullable Duration dueIn,
        boolean paced,
        @Nullable String error) {

    /** The state of a message. */
    enum State {
        QUEUED,
        SENT,
        FAILED;

        /** The name in the database. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The state with that name in the database. */
        static State of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** @param chance from 0 to 1, for the variation of the pause */
    static MessageUpdate of(DeliveryResult result, RetryPolicy retries, Instant now, double chance) {
        DueMail mail = result.mail();
        return switch (result.outcome()) {
            case Sent sent -> new MessageUpdate(mail, State.SENT, 1, null, false, null);
            case Refused refused -> failed(mail, 1, refused.reason());
            case Undeliverable unsendable -> failed(mail, 0, unsendable.reason());
            case Deferred deferred ->
                retries.pause(mail.attempts() + 1, mail.createdAt(), now, chance)
                        .map(pause -> new MessageUpdate(mail, State.QUEUED, 1, pause, false, deferred.reason()))
                        .orElseGet(() -> failed(mail, 1, "given up: " + deferred.reason()));
            case NotAttempted notAttempted ->
                new MessageUpdate(mail, State.QUEUED, 0, Duration.ZERO, mail.paced(), null);
            case OverPace over -> new MessageUpdate(mail, State.QUEUED, 0, over.turnIn(), true, null);
        };
    }

    private static MessageUpdate failed(DueMail mail, int attempts, String reason) {
        return new MessageUpdate(mail, State.FAILED, attempts, null, false, reason);
    }
}
