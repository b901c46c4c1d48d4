package io.usher.notifier.sending;

import org.jspecify.annotations.Nullable;

/**
 * In whose name a mail is sent, and what it is about.
 *
 * @param organization the name
 * @param invitation as it is now; null if the mail is about none
 */
public record MailContext(String organization, @Nullable InvitationOnMail invitation) {}
