package io.usher.notifier.sending;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says about an invitation.
 *
 * @param locale a language tag
 */
public record InvitationOnMail(
        String name,
        @Nullable String description,
        String code,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable String locale,
        boolean deleted) {}
