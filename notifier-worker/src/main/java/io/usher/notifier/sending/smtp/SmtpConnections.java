package io.usher.notifier.sending.smtp;

import io.usher.notifier.sending.smtp.Deadlines.Deadline;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** A pool of open connections to the SMTP server, which are closed after some idle time. All methods block. Thread-safe. */
final class SmtpConnections {

    /** Far less than the timeout of servers, which is at least five minutes (RFC 5321 §4.5.3.2.7). */
    private static final Duration KEPT_IDLE = Duration.ofSeconds(10);

    private final JavaMailSenderImpl server;
    private final Clock clock;
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();

    SmtpConnections(JavaMailSenderImpl server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** A connection that answers, exclusive to the caller and covered by the deadline. */
    SmtpConnection acquire(Deadline deadline) throws MessagingException {
        for (Idle kept = idle.pollLast(); kept != null; kept = idle.pollLast()) {
            deadline.covers(kept.connection());
            if (kept.connection().answers()) {
                return kept.connection();
            }
            kept.connection().close();
        }
        SmtpConnection opened = new SmtpConnection(server);
        deadline.covers(opened);
        opened.open();
        return opened;
    }

    void release(SmtpConnection connection) {
        idle.addLast(new Idle(connection, clock.instant()));
    }

    /** Closes the connections that were not used for a while. */
    void closeIdle() {
        Instant longAgo = clock.instant().minus(KEPT_IDLE);
        for (Idle kept : idle) {
            if (kept.since().isBefore(longAgo) && idle.remove(kept)) {
                kept.connection().close();
            }
        }
    }

    void closeAll() {
        for (Idle kept = idle.pollLast(); kept != null; kept = idle.pollLast()) {
            kept.connection().close();
        }
    }

    private record Idle(SmtpConnection connection, Instant since) {}
}
