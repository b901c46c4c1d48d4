package io.usher.notifier.sending;

/**
 * The content of a mail.
 *
 * @param sender the name in its From header
 * @param recipient the name in its To header; may be empty
 * @param subject one line
 */
public record MailContent(String sender, String recipient, String subject, String text, String html) {}
