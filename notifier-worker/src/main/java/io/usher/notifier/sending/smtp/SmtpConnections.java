package io.usher.notifier.sending.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Open connections to the SMTP server, kept while there is work. All methods block; safe for several threads. */
final class SmtpConnections {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnections.class);
    private static final String DEFAULT_PROTOCOL = "smtp";

    private final JavaMailSenderImpl server;
    private final ConcurrentLinkedDeque<Transport> idle = new ConcurrentLinkedDeque<>();

    SmtpConnections(JavaMailSenderImpl server) {
        this.server = server;
    }

    /** A connection that answers, for the caller alone. */
    Transport take() throws MessagingException {
        for (Transport kept = idle.pollLast(); kept != null; kept = idle.pollLast()) {
            if (kept.isConnected()) {
                return kept;
            }
        }
        String protocol = server.getProtocol();
        Transport opened = server.getSession().getTransport(protocol == null ? DEFAULT_PROTOCOL : protocol);
        opened.connect(server.getHost(), server.getPort(), server.getUsername(), server.getPassword());
        return opened;
    }

    void giveBack(Transport connection) {
        idle.addLast(connection);
    }

    void closeIdle() {
        for (Transport kept = idle.pollLast(); kept != null; kept = idle.pollLast()) {
            close(kept);
        }
    }

    void close(Transport connection) {
        try {
            connection.close();
        } catch (MessagingException e) {
            LOG.debug("SMTP connection not closed in order, it is gone all the same", e);
        }
    }
}
