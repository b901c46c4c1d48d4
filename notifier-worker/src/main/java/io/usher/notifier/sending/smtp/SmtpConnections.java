package io.usher.notifier.sending.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Open connections to the SMTP server, kept until they are idle for a while. All methods block; safe for several threads. */
final class SmtpConnections {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnections.class);
    private static final String DEFAULT_PROTOCOL = "smtp";

    /** Far less than servers wait for: the shortest that RFC 5321 §4.5.3.2.7 allows them is five minutes. */
    private static final Duration KEPT_IDLE = Duration.ofSeconds(10);

    private final JavaMailSenderImpl server;
    private final Clock clock;
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();

    SmtpConnections(JavaMailSenderImpl server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** A connection that answers, for the caller alone. */
    Transport take() throws MessagingException {
        for (Idle kept = idle.pollLast(); kept != null; kept = idle.pollLast()) {
            if (kept.connection().isConnected()) {
                return kept.connection();
            }
        }
        String protocol = server.getProtocol();
        Transport opened = server.getSession().getTransport(protocol == null ? DEFAULT_PROTOCOL : protocol);
        opened.connect(server.getHost(), server.getPort(), server.getUsername(), server.getPassword());
        return opened;
    }

    void giveBack(Transport connection) {
        idle.addLast(new Idle(connection, clock.instant()));
    }

    /** Closes what nobody has used for a while. */
    void tidy() {
        Instant longAgo = clock.instant().minus(KEPT_IDLE);
        for (Idle kept : idle) {
            if (kept.since().isBefore(longAgo) && idle.remove(kept)) {
                close(kept.connection());
            }
        }
    }

    void closeIdle() {
        for (Idle kept = idle.pollLast(); kept != null; kept = idle.pollLast()) {
            close(kept.connection());
        }
    }

    void close(Transport connection) {
        try {
            connection.close();
        } catch (MessagingException e) {
            LOG.debug("SMTP connection not closed in order, it is gone all the same", e);
        }
    }

    private record Idle(Transport connection, Instant since) {}
}
