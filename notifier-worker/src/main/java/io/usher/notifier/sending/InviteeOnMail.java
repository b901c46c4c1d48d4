package io.usher.notifier.sending;

import io.usher.contract.id.InviteeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The invitee to whom a mail is sent, when the message was claimed.
 *
 * @param generation of their personal link; earlier ones are useless
 * @param linkExpiresAt null = never
 * @param linkExpired whether their personal link is useless by now
 * @param asked whether they have a seat or wait for one
 * @param answered whether something that they asked for was decided since they were invited, whatever became of it since
 */
public record InviteeOnMail(
        InviteeId id,
        int generation,
        @Nullable Instant linkExpiresAt,
        boolean linkExpired,
        boolean cancelled,
        boolean declined,
        boolean asked,
        boolean answered) {}
