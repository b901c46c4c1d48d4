package io.usher.notifier.sending.smtp;

import io.usher.contract.address.EmailAddress;
import io.usher.notifier.sending.DeliveryOutcome;
import io.usher.notifier.sending.DeliveryOutcome.Cause;
import io.usher.notifier.sending.DeliveryOutcome.Deferred;
import io.usher.notifier.sending.DeliveryOutcome.NotAttempted;
import io.usher.notifier.sending.DeliveryOutcome.Sent;
import io.usher.notifier.sending.DeliveryOutcome.Undeliverable;
import io.usher.notifier.sending.DeliveryResult;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.MailContext;
import io.usher.notifier.sending.MailTemplates;
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
 * A batch of mails that is sent over one connection, by one thread at a time. Whatever happens to a message, it has an
 * outcome, and so have those after it.
 */
final class SmtpBatch {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpBatch.class);

    private final SmtpConnections connections;
    private final MimeMessages messages;
    private final MailTemplates templates;
    private final Deadlines deadlines;
    private final SmtpTimeouts timeouts;
    private final Clock clock;
    private final Deque<DueMail> mails;
    private @Nullable SmtpConnection connection;
    private boolean serverUnavailable;

    SmtpBatch(
            SmtpConnections connections,
            MimeMessages messages,
            MailTemplates templates,
            Deadlines deadlines,
            SmtpTimeouts timeouts,
            Clock clock,
            List<DueMail> mails) {
        this.connections = connections;
        this.messages = messages;
        this.templates = templates;
        this.deadlines = deadlines;
        this.timeouts = timeouts;
        this.clock = clock;
        this.mails = new ArrayDeque<>(mails);
    }

    boolean hasMore() {
        return !mails.isEmpty();
    }

    DeliveryResult sendNext() {
        DueMail mail = mails.remove();
        return new DeliveryResult(mail, send(mail));
    }

    /** Returns the connection to the pool. */
    void releaseConnection() {
        if (connection != null) {
            connections.release(connection);
        }
    }

    private DeliveryOutcome send(DueMail mail) {
        if (!mail.lease().start(clock.instant().plus(timeouts.attempt()))) {
            return new NotAttempted(Cause.LEASE_TOO_SHORT);
        }
        Optional<EmailAddress> recipient = EmailAddress.parse(mail.email());
        MailContext about = mail.context();
        if (recipient.isEmpty() || about == null) {
            return new Undeliverable("not an address, or no such invitation");
        }
        try {
            return send(messages.create(mail, recipient.get(), templates.render(mail, about)), recipient.get());
        } catch (MessagingException | RuntimeException e) {
            LOG.error("mail not rendered: {} (it is retried later, the others are sent)", mail.id(), e);
            disconnect();
            return new Deferred("not rendered: " + e.getClass().getSimpleName());
        }
    }

    private DeliveryOutcome send(MimeMessage message, EmailAddress recipient) {
        try (Deadline deadline = deadlines.in(timeouts.attempt())) {
            SmtpConnection open = connected(deadline);
            DeliveryOutcome outcome = open == null
                    ? new NotAttempted(Cause.SERVER_UNAVAILABLE)
                    : deliver(message, recipient, open, deadline);
            if (!deadline.hasPassed()) {
                return outcome;
            }
            LOG.warn("SMTP server: a mail was not completed within {} (the connection is aborted)", deadline.within());
            disconnect();
            return outcome instanceof Deferred ? new Deferred("not completed within " + deadline.within()) : outcome;
        }
    }

    private @Nullable SmtpConnection connected(Deadline deadline) {
        if (connection != null) {
            deadline.covers(connection);
        } else if (!serverUnavailable) {
            try {
                connection = connections.acquire(deadline);
            } catch (MessagingException e) {
                LOG.warn(
                        "SMTP server unavailable: {} (mails wait until it answers)",
                        SmtpReply.from(e).text());
                serverUnavailable = true;
            }
        }
        return connection;
    }

    private DeliveryOutcome deliver(
            MimeMessage message, EmailAddress recipient, SmtpConnection open, Deadline deadline) {
        if (!recipient.hasAsciiLocalPart() && !open.acceptsUnicodeAddresses()) {
            return new Undeliverable("the mail server accepts only ASCII addresses (it does not offer SMTPUTF8)");
        }
        try {
            open.send(message, () -> deadline.extendTo(timeouts.acknowledgement()));
            return new Sent();
        } catch (MessagingException e) {
            SmtpReply reply = SmtpReply.from(e);
            if (!reply.leavesConnectionUsable()) {
                disconnect();
            }
            return reply.outcome();
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
