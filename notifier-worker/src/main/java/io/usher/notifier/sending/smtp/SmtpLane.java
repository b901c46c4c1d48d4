package io.usher.notifier.sending.smtp;

import io.usher.contract.address.EmailAddress;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.Letters;
import io.usher.notifier.sending.MailContext;
import io.usher.notifier.sending.Outcome;
import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.Sent;
import io.usher.notifier.sending.Outcome.Unsendable;
import io.usher.notifier.sending.Tried;
import io.usher.notifier.sending.smtp.Deadlines.Deadline;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chunk of mails on its way over one connection, by one thread at a time. Whatever happens to a message, there is an
 * outcome for it and for those after it.
 */
final class SmtpLane {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpLane.class);

    private final SmtpConnections connections;
    private final MimeLetters envelopes;
    private final Letters letters;
    private final Deadlines deadlines;
    private final SmtpTimeouts timeouts;
    private final Clock clock;
    private final Deque<DueMail> mails;
    private @Nullable SmtpConnection connection;
    private boolean serverAway;

    SmtpLane(
            SmtpConnections connections,
            MimeLetters envelopes,
            Letters letters,
            Deadlines deadlines,
            SmtpTimeouts timeouts,
            Clock clock,
            List<DueMail> mails) {
        this.connections = connections;
        this.envelopes = envelopes;
        this.letters = letters;
        this.deadlines = deadlines;
        this.timeouts = timeouts;
        this.clock = clock;
        this.mails = new ArrayDeque<>(mails);
    }

    boolean hasMore() {
        return !mails.isEmpty();
    }

    Tried sendNext() {
        DueMail mail = mails.remove();
        return new Tried(mail, send(mail));
    }

    /** Leaves the connection to others. */
    void leave() {
        if (connection != null) {
            connections.giveBack(connection);
        }
    }

    private Outcome send(DueMail mail) {
        if (!mail.lease().begin(clock.instant().plus(timeouts.attempt()))) {
            return new NotTried(Cause.LEASE_TOO_SHORT);
        }
        Optional<EmailAddress> recipient = EmailAddress.parse(mail.email());
        MailContext about = mail.context();
        if (recipient.isEmpty() || about == null) {
            return new Unsendable("no address that mail can be sent to, or no invitation to write about");
        }
        try {
            return send(envelopes.seal(mail, recipient.get(), letters.write(mail, about)), recipient.get());
        } catch (MessagingException | RuntimeException e) {
            LOG.error("mail not written: {}, it is tried again later and the others are sent", mail.id(), e);
            hangUp();
            return new Deferred("not written: " + e.getClass().getSimpleName());
        }
    }

    private Outcome send(MimeMessage message, EmailAddress recipient) {
        try (Deadline deadline = deadlines.in(timeouts.attempt())) {
            SmtpConnection open = connected(deadline);
            Outcome outcome =
                    open == null ? new NotTried(Cause.SERVER_AWAY) : deliver(message, recipient, open, deadline);
            if (!deadline.hasPassed()) {
                return outcome;
            }
            LOG.warn("SMTP server: no end of a mail within {}, the connection is cut off", deadline.within());
            hangUp();
            return outcome instanceof Deferred ? new Deferred("no end within " + deadline.within()) : outcome;
        }
    }

    private @Nullable SmtpConnection connected(Deadline deadline) {
        if (connection != null) {
            deadline.covers(connection);
        } else if (!serverAway) {
            try {
                connection = connections.take(deadline);
            } catch (MessagingException e) {
                LOG.warn(
                        "SMTP server away: {}, mails wait until it answers",
                        SmtpReply.from(e).text());
                serverAway = true;
            }
        }
        return connection;
    }

    private Outcome deliver(MimeMessage message, EmailAddress recipient, SmtpConnection open, Deadline deadline) {
        if (!isAscii(recipient) && !open.takesUnicodeAddresses()) {
            return new Unsendable("the mail server takes no address that is not in ASCII (it offers no SMTPUTF8)");
        }
        try {
            open.send(message, () -> deadline.extendTo(timeouts.acknowledgement()));
            return new Sent();
        } catch (MessagingException e) {
            SmtpReply reply = SmtpReply.from(e);
            if (!reply.leavesConnectionUsable()) {
                hangUp();
            }
            return reply.outcome();
        }
    }

    /** The domain is written in its ASCII form. */
    private static boolean isAscii(EmailAddress recipient) {
        String typed = recipient.typed();
        return typed.chars().limit(typed.lastIndexOf('@')).allMatch(character -> character < 128);
    }

    private void hangUp() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
