package io.usher.notifier.sending.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.address.EmailAddress;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.MailContent;
import jakarta.mail.Address;
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

/** Creates MIME messages: plain text and HTML as alternatives, without line breaks in headers whatever the input. */
final class MimeMessages {

    private static final Pattern LINE_BREAKING = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    static {
        // Otherwise every jar is searched for it for each part of each mail, which takes longer than sending it.
        System.setProperty("jakarta.mail.util.StreamProvider", MailStreamProvider.class.getName());
    }

    private final Session session;
    private final String from;
    private final Clock clock;

    MimeMessages(Session session, String from, Clock clock) {
        this.session = session;
        this.from = from;
        this.clock = clock;
    }

    MimeMessage create(DueMail mail, EmailAddress recipient, MailContent content) throws MessagingException {
        MimeMessage message = new WithMessageId(session, "<" + mail.id() + from.substring(from.lastIndexOf('@')) + ">");
        message.setFrom(address(from, content.sender()));
        if (content.replyTo() != null) {
            message.setReplyTo(new Address[] {address(envelope(content.replyTo()), content.sender())});
        }
        message.setRecipient(RecipientType.TO, address(envelope(recipient), content.recipient()));
        message.setSubject(oneLine(content.subject()), UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        // RFC 3834 §5: prevents automatic replies such as absence notices.
        message.setHeader("Auto-Submitted", "auto-generated");
        if (content.unsubscribe() != null) {
            message.setHeader("List-Unsubscribe", "<" + content.unsubscribe() + ">");
            // RFC 8058: a mail program ends such mails itself, without showing a page.
            message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        message.setContent(alternatives(content));
        message.saveChanges();
        return message;
    }

    /** As typed, except that a domain that is not in ASCII is in its ASCII form, by which servers are looked up. */
    private static String envelope(EmailAddress address) {
        String typed = address.typed();
        return typed.substring(0, typed.lastIndexOf('@') + 1) + address.domain();
    }

    private static InternetAddress address(String address, String name) throws MessagingException {
        try {
            return new InternetAddress(address, oneLine(name), UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("UTF-8: unsupported (expected in every Java)", e);
        }
    }

    private static String oneLine(String text) {
        return LINE_BREAKING.matcher(text).replaceAll(" ").strip();
    }

    private static MimeMultipart alternatives(MailContent content) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(content.text(), UTF_8.name());
        MimeBodyPart html = new MimeBodyPart();
        html.setText(content.html(), UTF_8.name(), "html");
        return new MimeMultipart("alternative", text, html);
    }

    /** Each attempt has the same id, by which a mail server or reader recognizes a repeat. */
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
