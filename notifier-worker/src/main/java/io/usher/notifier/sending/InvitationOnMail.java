package io.usher.notifier.sending;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says about an invitation.
 *
 * @param locale a language tag
 * @param state when the message was claimed
 */
public record InvitationOnMail(
        String name,
        @Nullable String description,
        String code,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable String locale,
        State state) {

    boolean deleted() {
        return state == State.DELETED;
    }

    /** The first that applies, in this order. An invitation expires at the latest when the access that it gives ends. */
    public enum State {
        DELETED,
        /** It had expired before the message was made. It opens again if its expiry is moved. */
        EXPIRED_BEFORE,
        EXPIRED,
        DISABLED,
        /** It is not open yet. */
        SCHEDULED,
        ENABLED
    }
}
