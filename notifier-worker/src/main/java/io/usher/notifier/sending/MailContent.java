package io.usher.notifier.sending;

import org.jspecify.annotations.Nullable;

/**
 * The content of a mail.
 *
 * @param sender the name in its From header
 * @param recipient the name in its To header; may be empty
 * @param subject one line
 * @param unsubscribe where its recipient ends such mails, with one click (RFC 8058); null = nowhere
 */
public record MailContent(
        String sender,
        String recipient,
        String subject,
        String text,
        String html,
        @Nullable String unsubscribe) {}
