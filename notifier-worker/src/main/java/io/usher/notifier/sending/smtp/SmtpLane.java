package io.usher.notifier.sending.smtp;

import io.usher.contract.address.EmailAddress;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.InvitationOnMail;
import io.usher.notifier.sending.Letters;
import io.usher.notifier.sending.Outcome;
import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.Refused;
import io.usher.notifier.sending.Outcome.Sent;
import io.usher.notifier.sending.Tried;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chunk of mails on its way over one connection, on one thread. Whatever happens to a message, there is an outcome
 * for it and for those before and after it.
 */
final class SmtpLane {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpLane.class);

    private final SmtpConnections connections;
    private final MimeLetters envelopes;
    private final Letters letters;
    private final Duration attemptWithin;
    private final Clock clock;
    private @Nullable Transport connection;
    private boolean serverAway;

    SmtpLane(SmtpConnections connections, MimeLetters envelopes, Letters letters, Duration attemptWithin, Clock clock) {
        this.connections = connections;
        this.envelopes = envelopes;
        this.letters = letters;
        this.attemptWithin = attemptWithin;
        this.clock = clock;
    }

    List<Tried> send(List<DueMail> mails) {
        List<Tried> tried = new ArrayList<>(mails.size());
        for (DueMail mail : mails) {
            tried.add(new Tried(mail, send(mail)));
        }
        if (connection != null) {
            connections.giveBack(connection);
        }
        return tried;
    }

    private Outcome send(DueMail mail) {
        if (clock.instant().plus(attemptWithin).isAfter(mail.lease().ends())) {
            return new NotTried(Cause.LEASE_TOO_SHORT);
        }
        Optional<EmailAddress> recipient = EmailAddress.parse(mail.email());
        InvitationOnMail about = mail.invitation();
        if (recipient.isEmpty() || about == null) {
            return new Refused("no address that mail can be sent to, or no invitation to write about");
        }
        try {
            return connected()
                    ? deliver(envelopes.seal(mail, recipient.get(), letters.write(mail, about)))
                    : new NotTried(Cause.SERVER_AWAY);
        } catch (MessagingException | RuntimeException e) {
            LOG.error("mail not written: {}, it is tried again later and the others are sent", mail.id(), e);
            return new Deferred("not written: " + e.getClass().getSimpleName());
        }
    }

    private boolean connected() {
        if (connection == null && !serverAway) {
            try {
                connection = connections.take();
            } catch (MessagingException e) {
                LOG.warn(
                        "SMTP server away: {}, mails wait until it answers",
                        SmtpReply.from(e).text());
                serverAway = true;
            }
        }
        return connection != null;
    }

    private Outcome deliver(MimeMessage message) {
        Transport open = Objects.requireNonNull(connection);
        try {
            open.sendMessage(message, message.getAllRecipients());
            return new Sent();
        } catch (MessagingException e) {
            SmtpReply reply = SmtpReply.from(e);
            if (!reply.leavesConnectionUsable()) {
                connections.close(open);
                connection = null;
            }
            return reply.outcome();
        }
    }
}
