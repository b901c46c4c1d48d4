package io.usher.notifier.sending;

import io.usher.notifier.sending.DeliveryOutcome.Bounced;
import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import io.usher.notifier.sending.DeliveryOutcome.NotAttempted;
import io.usher.notifier.sending.DeliveryOutcome.OverPace;
import io.usher.notifier.sending.DeliveryOutcome.Refused;
import io.usher.notifier.sending.DeliveryOutcome.Sent;
import io.usher.notifier.sending.DeliveryOutcome.Suppressed;
import io.usher.notifier.sending.DeliveryOutcome.Undeliverable;
import io.usher.notifier.sending.DeliveryOutcome.Waits;
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
 * @param waits whether it waits for its invitation instead, however long
 * @param error why it was not sent or delivered; null keeps the previous error
 */
record MessageUpdate(
        DueMail mail,
        State state,
        int attempts,
        @Nullable Duration dueIn,
        boolean paced,
        boolean waits,
        @Nullable String error) {

    /** The state of a message. */
    enum State {
        QUEUED,
        SENT,
        FAILED,
        BOUNCED,
        SUPPRESSED;

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
            case Sent sent -> new MessageUpdate(mail, State.SENT, 1, null, false, false, null);
            case Refused refused -> ended(mail, State.FAILED, 1, refused.reason());
            case Bounced bounced -> ended(mail, State.BOUNCED, 1, bounced.reason());
            case Suppressed suppressed ->
                ended(mail, State.SUPPRESSED, 0, suppressed.reason().wireName());
            case Undeliverable unsendable -> ended(mail, State.FAILED, 0, unsendable.reason());
            case Deferred deferred ->
                retries.pause(mail.attempts() + 1, mail.attempts() == 0 ? null : mail.sendableAt(), now, chance)
                        .map(pause -> new MessageUpdate(mail, State.QUEUED, 1, pause, false, false, deferred.reason()))
                        .orElseGet(() -> ended(mail, State.FAILED, 1, "given up: " + deferred.reason()));
            case NotAttempted notAttempted ->
                new MessageUpdate(mail, State.QUEUED, 0, Duration.ZERO, mail.paced(), false, null);
            case OverPace over -> new MessageUpdate(mail, State.QUEUED, 0, over.turnIn(), true, false, null);
            case Waits waits -> new MessageUpdate(mail, State.QUEUED, 0, null, mail.paced(), true, null);
        };
    }

    private static MessageUpdate ended(DueMail mail, State state, int attempts, String reason) {
        return new MessageUpdate(mail, state, attempts, null, false, false, reason);
    }
}
