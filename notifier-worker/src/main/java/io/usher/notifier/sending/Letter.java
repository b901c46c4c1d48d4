package io.usher.notifier.sending;

/**
 * What a mail says.
 *
 * @param sender the name in its From header
 * @param recipient the name in its To header; may be empty
 * @param subject one line
 */
public record Letter(String sender, String recipient, String subject, String text, String html) {}
