package io.usher.embedded;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A mail in its file. The searchable parts are in memory; the rest is parsed on demand and softly cached. */
final class StoredMail {

    private static final Session SESSION = Session.getInstance(settings());

    private final Path file;
    private final long id;
    private final Envelope envelope;
    private final String from;
    private final String subject;
    private volatile SoftReference<@Nullable CaughtMail> parsed = new SoftReference<>(null);

    private StoredMail(Path file, long id, Envelope envelope, String from, String subject) {
        this.file = file;
        this.id = id;
        this.envelope = envelope;
        this.from = from;
        this.subject = subject;
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.put("mail.mime.allowutf8", "true");
        return settings;
    }

    static StoredMail of(Path file, MimeMessage message) throws MessagingException {
        Envelope envelope = Envelope.of(message);
        return new StoredMail(
                file,
                Long.parseLong(file.getFileName().toString().replaceFirst("\\..*", "")),
                envelope,
                MailContent.from(message).orElse(envelope.sender()),
                MailContent.subject(message));
    }

    static MimeMessage messageIn(Path file) throws IOException, MessagingException {
        return new MimeMessage(SESSION, new SharedByteArrayInputStream(Files.readAllBytes(file)));
    }

    Path file() {
        return file;
    }

    long id() {
        return id;
    }

    List<String> to() {
        return envelope.recipients();
    }

    String subject() {
        return subject;
    }

    /** The whole mail; empty if it has been deleted. */
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
                Long.toString(id),
                from,
                to(),
                subject,
                envelope.receivedAt(),
                MailContent.headers(message, envelope.headers()),
                MailContent.firstPart(message, "text/plain").orElse(null),
                MailContent.firstPart(message, "text/html").orElse(null));
    }
}
