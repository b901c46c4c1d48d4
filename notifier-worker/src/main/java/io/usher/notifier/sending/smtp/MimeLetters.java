package io.usher.notifier.sending.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.address.EmailAddress;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.Letter;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.util.Date;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.util.MailStreamProvider;

/** Letters in their envelopes: plain text and HTML as alternatives, and headers that take no line break from anybody. */
final class MimeLetters {

    private static final Pattern LINE_BREAKING = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    static {
        // Otherwise looked for in every jar for each part of each mail, which takes longer than to send it.
        System.setProperty("jakarta.mail.util.StreamProvider", MailStreamProvider.class.getName());
    }

    private final Session session;
    private final String from;
    private final Clock clock;

    MimeLetters(Session session, String from, Clock clock) {
        this.session = session;
        this.from = from;
        this.clock = clock;
    }

    MimeMessage seal(DueMail mail, EmailAddress recipient, Letter letter) throws MessagingException {
        MimeMessage message = new WithMessageId(session, "<" + mail.id() + from.substring(from.lastIndexOf('@')) + ">");
        message.setFrom(address(from, letter.sender()));
        message.setRecipient(RecipientType.TO, address(envelope(recipient), letter.recipient()));
        message.setSubject(oneLine(letter.subject()), UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        // RFC 3834 §5: nobody's absence notice answers it.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContent(alternatives(letter));
        message.saveChanges();
        return message;
    }

    /** As typed, but for a domain that is not in ASCII: servers are looked up by its ASCII form. */
    private static String envelope(EmailAddress recipient) {
        String typed = recipient.typed();
        return typed.substring(0, typed.lastIndexOf('@') + 1) + recipient.domain();
    }

    private static InternetAddress address(String address, String name) throws MessagingException {
        try {
            return new InternetAddress(address, oneLine(name), UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }

    private static String oneLine(String text) {
        return LINE_BREAKING.matcher(text).replaceAll(" ").strip();
    }

    private static MimeMultipart alternatives(Letter letter) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), UTF_8.name());
        MimeBodyPart html = new MimeBodyPart();
        html.setText(letter.html(), UTF_8.name(), "html");
        return new MimeMultipart("alternative", text, html);
    }

    /** Each attempt carries the same id, so that a mail server or reader can tell a repeat. */
    private static final class WithMessageId extends MimeMessage {

        private final String id;

        WithMessageId(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
