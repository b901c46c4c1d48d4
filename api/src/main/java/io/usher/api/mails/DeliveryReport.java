package io.usher.api.mails;

import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.MessageId;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePartDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.util.MailStreamProvider;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server says of the delivery of a mail (RFC 3464): the recipients to whom it was not delivered and will not be.
 *
 * @param message the mail, if it may be ours; null if it is none of ours or the report does not say
 */
record DeliveryReport(@Nullable MessageId message, List<Failure> failures) {

    /** A mail of ours has one recipient; more are not looked at. */
    private static final int MOST_RECIPIENTS = 50;

    private static final int LONGEST_REASON = 500;

    /** Addresses may have letters of any script (RFC 6533). */
    private static final boolean UTF8 = true;

    static {
        // Otherwise every jar is searched for it for each mail.
        System.setProperty("jakarta.mail.util.StreamProvider", MailStreamProvider.class.getName());
    }

    private static final Session SESSION = Session.getInstance(new Properties());
    private static final Pattern OUR_MESSAGE_ID = Pattern.compile(
            "\\s*<(\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12})@[^<>\\s]+>\\s*");
    private static final Pattern STATUS = Pattern.compile("\\s*(5\\.\\d{1,3}\\.\\d{1,3})(?![\\d.]).*", Pattern.DOTALL);
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cc}]+");

    /**
     * A recipient to whom the mail will not be delivered.
     *
     * @param address in normal form
     * @param status as in RFC 3463, of the class 5
     * @param reason what the mail server said, on one line
     */
    record Failure(String address, String status, String reason) {}

    /**
     * Reads a mail. Ends the request with 400 if it cannot be read as one, and with 422 if it is no delivery report. May read
     * files.
     */
    static DeliveryReport read(byte[] mail) {
        try {
            return read(new MimeMessage(SESSION, new ByteArrayInputStream(mail)));
        } catch (MessagingException | IOException e) {
            throw Refusal.malformed("The body cannot be read as a mail.", List.of());
        }
    }

    private static DeliveryReport read(MimeMessage mail) throws MessagingException, IOException {
        if (!mail.isMimeType("multipart/report")) {
            throw notAReport();
        }
        List<InternetHeaders> recipients = null;
        MessageId message = null;
        MimeMultipart parts = new MimeMultipart(new MimePartDataSource(mail));
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (recipients == null
                    && (part.isMimeType("message/delivery-status")
                            || part.isMimeType("message/global-delivery-status"))) {
                recipients = recipients(part);
            } else if (isReturned(part)) {
                message = message(new InternetHeaders(part.getInputStream(), UTF8));
            }
        }
        if (recipients == null) {
            throw notAReport();
        }
        return new DeliveryReport(message, failures(recipients));
    }

    private static Refusal notAReport() {
        return Refusal.againstRule(
                "not-a-delivery-report",
                "The mail is no delivery report: multipart/report with a part message/delivery-status.",
                List.of());
    }

    /** The mail itself or its headers. */
    private static boolean isReturned(BodyPart part) throws MessagingException {
        return part.isMimeType("message/rfc822")
                || part.isMimeType("text/rfc822-headers")
                || part.isMimeType("message/global")
                || part.isMimeType("message/global-headers");
    }

    /** The groups of fields behind the first, which is about the mail as a whole. */
    private static List<InternetHeaders> recipients(BodyPart status) throws MessagingException, IOException {
        ByteArrayInputStream text =
                new ByteArrayInputStream(status.getInputStream().readAllBytes());
        List<InternetHeaders> groups = new ArrayList<>();
        while (text.available() > 0 && groups.size() <= MOST_RECIPIENTS) {
            InternetHeaders group = new InternetHeaders(text, UTF8);
            if (group.getAllHeaders().hasMoreElements()) {
                groups.add(group);
            }
        }
        return groups;
    }

    private static @Nullable MessageId message(InternetHeaders returned) {
        String id = returned.getHeader("Message-ID", null);
        Matcher ours = OUR_MESSAGE_ID.matcher(id == null ? "" : id);
        return ours.matches() ? new MessageId(UUID.fromString(ours.group(1))) : null;
    }

    private static List<Failure> failures(List<InternetHeaders> recipients) {
        return recipients.stream()
                .map(DeliveryReport::failure)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty if the mail was delivered, is delayed or may still be, or if the fields are not about a recipient. */
    private static Optional<Failure> failure(InternetHeaders fields) {
        Matcher status = STATUS.matcher(field(fields, "Status"));
        return field(fields, "Action").strip().equalsIgnoreCase("failed") && status.matches()
                ? recipient(fields)
                        .map(address -> new Failure(address, status.group(1), reason(fields, status.group(1))))
                : Optional.empty();
    }

    /** Whom the mail was sent to: servers may have passed it on to another address. */
    private static Optional<String> recipient(InternetHeaders fields) {
        return address(field(fields, "Original-Recipient")).or(() -> address(field(fields, "Final-Recipient")));
    }

    private static Optional<String> address(String field) {
        String address = field.substring(field.indexOf(';') + 1).replaceAll("[<>]", "");
        return EmailAddress.parse(address).map(EmailAddress::normal);
    }

    private static String reason(InternetHeaders fields, String status) {
        String code = field(fields, "Diagnostic-Code");
        String said = SPACE.matcher(code.substring(code.indexOf(';') + 1))
                .replaceAll(" ")
                .strip();
        String reason = said.isEmpty() ? "not delivered: " + status : said;
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }

    /** Empty if there is none. */
    private static String field(InternetHeaders fields, String name) {
        String value = fields.getHeader(name, null);
        return value == null ? "" : value;
    }
}
