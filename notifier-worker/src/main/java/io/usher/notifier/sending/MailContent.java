package io.usher.notifier.sending;

import io.usher.contract.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * The content of a mail.
 *
 * @param sender the name in its From header
 * @param replyTo the address in its Reply-To header; null = it has none
 * @param recipient the name in its To header; may be empty
 * @param subject one line
 * @param unsubscribe where its recipient ends such mails, with one click (RFC 8058); null = nowhere
 */
public record MailContent(
        String sender,
        @Nullable EmailAddress replyTo,
        String recipient,
        String subject,
        String text,
        String html,
        @Nullable String unsubscribe) {}
