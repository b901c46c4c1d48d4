package io.usher.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The newest mails, each in a file. Safe for several threads. */
final class CaughtMails {

    private static final String SUFFIX = ".eml";
    private static final String UNFINISHED = ".part";

    private final Path folder;
    private final int limit;

    @GuardedBy("newestFirst") private final Deque<StoredMail> newestFirst = new ArrayDeque<>();

    @GuardedBy("newestFirst") private long lastId;

    private CaughtMails(Path folder, int limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** Reads the mails in the folder. Deletes partly written ones, which were never acknowledged. */
    static CaughtMails in(Path folder, int limit) throws IOException {
        CaughtMails mails = new CaughtMails(Files.createDirectories(folder), limit);
        for (Path unfinished : filesIn(folder, UNFINISHED)) {
            Files.delete(unfinished);
        }
        for (Path file : filesIn(folder, SUFFIX)) {
            mails.keep(loaded(file));
        }
        return mails;
    }

    private static StoredMail loaded(Path file) throws IOException {
        try {
            return StoredMail.of(file, StoredMail.messageIn(file));
        } catch (MessagingException e) {
            throw new IOException("%s: %s (expected a mail that was caught here)".formatted(file, e.getMessage()), e);
        }
    }

    private static List<Path> filesIn(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** Returns when the mail is in its file. */
    void add(Envelope envelope, MimeMessage message) {
        try {
            Path unfinished = Files.createTempFile(folder, "mail", UNFINISHED);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                envelope.writeTo(out);
                message.writeTo(out);
            }
            MimeMessage written = StoredMail.messageIn(unfinished);
            synchronized (newestFirst) {
                lastId = Math.max(lastId + 1, ChronoUnit.MICROS.between(Instant.EPOCH, envelope.receivedAt()));
                Path file = folder.resolve(lastId + SUFFIX);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                keep(StoredMail.of(file, written));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("mail: not stored (the sender is told to retry)", e);
        } catch (MessagingException e) {
            throw new IllegalStateException("mail: not stored (the sender is told to retry)", e);
        }
    }

    private void keep(StoredMail mail) throws IOException {
        synchronized (newestFirst) {
            newestFirst.addFirst(mail);
            lastId = mail.id();
            while (newestFirst.size() > limit) {
                Files.deleteIfExists(newestFirst.removeLast().file());
            }
        }
    }

    /** At most this many mails, newest first. */
    List<CaughtMail> newest(int atMost, Predicate<StoredMail> which) {
        List<StoredMail> found;
        synchronized (newestFirst) {
            found = newestFirst.stream().filter(which).limit(atMost).toList();
        }
        // Read outside of the lock. Skips mails that are deleted meanwhile.
        return found.stream().map(StoredMail::read).flatMap(Optional::stream).toList();
    }

    Optional<CaughtMail> withId(String id) {
        return newest(1, mail -> Long.toString(mail.id()).equals(id)).stream().findFirst();
    }

    int count() {
        synchronized (newestFirst) {
            return newestFirst.size();
        }
    }

    void delete(Predicate<StoredMail> which) {
        synchronized (newestFirst) {
            try {
                for (Iterator<StoredMail> mails = newestFirst.iterator(); mails.hasNext(); ) {
                    StoredMail mail = mails.next();
                    if (which.test(mail)) {
                        Files.deleteIfExists(mail.file());
                        mails.remove();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("mails: only partly deleted (repeat the request)", e);
            }
        }
    }
}
