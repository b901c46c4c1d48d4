package io.usher.notifier.sending;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The member of whose access a mail tells, or who has got the seat that it tells of, when the message was claimed.
 *
 * @param accessEndsAt null = never
 */
public record MemberOnMail(boolean active, @Nullable Instant accessEndsAt) {}
