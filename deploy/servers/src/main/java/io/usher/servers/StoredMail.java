package io.usher.servers;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A mail in its file: what is searched is in memory, the rest is parsed when first asked for and kept while memory lasts. */
final class StoredMail {

    private static final Session SESSION = Session.getInstance(new Properties());

    private final Path file;
    private final String id;
    private final Envelope envelope;
    private final String from;
    private final String subject;
    private volatile SoftReference<@Nullable CaughtMail> parsed = new SoftReference<>(null);

    private StoredMail(Path file, Envelope envelope, MimeMessage message) throws MessagingException {
        this.file = file;
        this.id = file.getFileName().toString().replaceFirst("\\..*", "");
        this.envelope = envelope;
        this.from = MailContent.from(message).orElse(envelope.sender());
        this.subject = MailContent.subject(message);
    }

    static StoredMail of(Path file, Envelope envelope, MimeMessage message) throws MessagingException {
        return new StoredMail(file, envelope, message);
    }

    static StoredMail in(Path file) throws IOException {
        try {
            MimeMessage message = messageIn(file);
            return new StoredMail(file, Envelope.of(message), message);
        } catch (MessagingException e) {
            throw new IOException("%s: %s (expected a mail that was caught here)".formatted(file, e.getMessage()), e);
        }
    }

    private static MimeMessage messageIn(Path file) throws IOException, MessagingException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return new MimeMessage(SESSION, in);
        }
    }

    Path file() {
        return file;
    }

    String id() {
        return id;
    }

    List<String> to() {
        return envelope.recipients();
    }

    String subject() {
        return subject;
    }

    /** The whole mail, or nothing when it has been deleted meanwhile. */
    Optional<CaughtMail> read() {
        CaughtMail known = parsed.get();
        if (known != null) {
            return Optional.of(known);
        }
        try {
            CaughtMail mail = parse();
            parsed = new SoftReference<>(mail);
            return Optional.of(mail);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private CaughtMail parse() throws IOException, MessagingException {
        MimeMessage message = messageIn(file);
        return new CaughtMail(
                id,
                from,
                to(),
                subject,
                envelope.receivedAt(),
                MailContent.headers(message, envelope.headers()),
                MailContent.firstPart(message, "text/plain").orElse(null),
                MailContent.firstPart(message, "text/html").orElse(null));
    }
}
