package io.usher.embedded;

import jakarta.mail.Address;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a mail that may be malformed: malformed parts are shown as they are. */
final class MailContent {

    private static final int DEEPEST = 16;

    private MailContent() {}

    static Optional<String> from(MimeMessage message) throws MessagingException {
        try {
            Address @Nullable [] addresses = message.getFrom();
            return addresses == null || addresses.length == 0
                    ? Optional.empty()
                    : Optional.of(addresses[0] instanceof InternetAddress a ? a.getAddress() : addresses[0].toString());
        } catch (AddressException e) {
            return Optional.of(e.getRef());
        }
    }

    static String subject(MimeMessage message) throws MessagingException {
        String subject = message.getSubject();
        return subject == null ? "" : subject;
    }

    static Map<String, String> headers(MimeMessage message, int skipped) throws MessagingException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header :
                Collections.list(message.getAllHeaders()).stream().skip(skipped).toList()) {
            headers.merge(header.getName(), decoded(header.getValue()), (one, other) -> one + ", " + other);
        }
        return Collections.unmodifiableMap(headers);
    }

    private static String decoded(String value) {
        String unfolded = MimeUtility.unfold(value);
        try {
            return MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException e) {
            return unfolded;
        }
    }

    /** The first part of this type that is not an attachment. */
    static Optional<String> firstPart(Part message, String type) {
        try {
            return firstPart(message, type, 0);
        } catch (IOException | MessagingException e) {
            return Optional.of("(cannot be decoded: %s)".formatted(e.getMessage()));
        }
    }

    private static Optional<String> firstPart(Part part, String type, int depth)
            throws IOException, MessagingException {
        if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            return Optional.empty();
        }
        if (part.isMimeType(type)) {
            return Optional.of(textOf(part));
        }
        if (depth < DEEPEST && part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                Optional<String> found = firstPart(parts.getBodyPart(i), type, depth + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static String textOf(Part part) throws IOException, MessagingException {
        try (InputStream content = part.getInputStream()) {
            return new String(content.readAllBytes(), charsetOf(part.getContentType()));
        }
    }

    private static Charset charsetOf(String contentType) throws MessagingException {
        String name = new ContentType(contentType).getParameter("charset");
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
