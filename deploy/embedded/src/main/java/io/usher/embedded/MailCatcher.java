package io.usher.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server that accepts every mail, keeps the newest 10,000 in its folder, and serves them as a page and as JSON.
 * A mail is acknowledged when it is in its file. {@link #stop()} stops only SMTP: the page and the mails stay.
 */
public final class MailCatcher implements AutoCloseable {

    private static final String WHO = "Mail catcher";
    static final int KEPT = 10_000;
    private static final long STARTED_WITHIN_MILLIS = 10_000;

    private final LockedFolder folder;
    private final CaughtMails mails;
    private final MailPages pages;
    private final int smtpPort;

    @GuardedBy("this") private @Nullable SmtpServer smtp;

    private MailCatcher(LockedFolder folder, CaughtMails mails, MailPages pages, int smtpPort) {
        this.folder = folder;
        this.mails = mails;
        this.pages = pages;
        this.smtpPort = smtpPort;
    }

    /**
     * Starts with the mails in the folder.
     *
     * @param smtpPort 0 takes any free port
     * @param httpPort 0 takes any free port
     * @throws ServerStartException if a port or the folder is in use
     */
    public static MailCatcher start(Path dataFolder, int smtpPort, int httpPort) {
        LockedFolder folder = LockedFolder.lock(WHO, dataFolder);
        try {
            CaughtMails mails = CaughtMails.in(folder.resolve("mails"), KEPT);
            int smtp = Ports.claim("SMTP", smtpPort);
            MailPages pages = MailPages.serve(mails, Ports.claim("Mail page", httpPort));
            return started(new MailCatcher(folder, mails, pages, smtp));
        } catch (IOException e) {
            folder.close();
            throw new ServerStartException("%s: not started in %s: %s".formatted(WHO, dataFolder, e.getMessage()), e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static MailCatcher started(MailCatcher catcher) {
        try {
            catcher.start();
            return catcher;
        } catch (RuntimeException e) {
            catcher.close();
            throw e;
        }
    }

    /** Accepts mail again, on the same port. Does nothing if it is started. */
    public synchronized void start() {
        if (smtp != null) {
            return;
        }
        SmtpServer starting =
                new SmtpServer(new ServerSetup(smtpPort, "localhost", ServerSetup.PROTOCOL_SMTP), new Catching(mails));
        starting.startService();
        if (!runs(starting)) {
            starting.stopService();
            throw new ServerStartException("SMTP: not started on port " + smtpPort);
        }
        smtp = starting;
    }

    private static boolean runs(SmtpServer server) {
        try {
            return server.waitTillRunning(STARTED_WITHIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Closes all connections and refuses new ones. Does nothing if it is stopped. */
    public synchronized void stop() {
        if (smtp != null) {
            smtp.stopService();
            smtp = null;
        }
    }

    public int smtpPort() {
        return smtpPort;
    }

    public int httpPort() {
        return pages.port();
    }

    /** All mails, newest first. */
    public List<CaughtMail> messages() {
        return mails.newest(KEPT, mail -> true);
    }

    public void clear() {
        mails.delete(mail -> true);
    }

    @Override
    public synchronized void close() {
        stop();
        pages.close();
        folder.close();
    }

    /** Stores mails in files instead of GreenMail's mailboxes, which keep everything in memory. */
    private static final class Catching extends Managers {

        private final SmtpManager toStore;

        Catching(CaughtMails mails) {
            this.toStore = new SmtpManager(getImapHostManager(), getUserManager()) {
                // Unlike in the superclass, not synchronized: mails are written in parallel.
                @Override
                @SuppressWarnings("UnsynchronizedOverridesSynchronized")
                public void send(SmtpState state) {
                    MovingMessage mail = state.getMessage();
                    List<String> recipients = mail.getToAddresses().stream()
                            .map(MailAddress::getEmail)
                            .toList();
                    mails.add(
                            new Envelope(mail.getReturnPath().getEmail(), recipients, Instant.now()),
                            mail.getMessage());
                }
            };
        }

        @Override
        public SmtpManager getSmtpManager() {
            return toStore;
        }
    }
}
