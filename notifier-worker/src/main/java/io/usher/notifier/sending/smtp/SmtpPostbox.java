package io.usher.notifier.sending.smtp;

import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.Letters;
import io.usher.notifier.sending.Postbox;
import io.usher.notifier.sending.ServerAwayException;
import io.usher.notifier.sending.Tried;
import io.usher.notifier.sending.smtp.Deadlines.Deadline;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Sends each chunk of mails over a connection of its own. Connections are kept open while there is work. */
final class SmtpPostbox implements Postbox, DisposableBean {

    private final SmtpConnections connections;
    private final MimeLetters envelopes;
    private final Letters letters;
    private final Deadlines deadlines = new Deadlines();
    private final SmtpTimeouts timeouts;
    private final Clock clock;

    /** @param from the address that mails come from */
    SmtpPostbox(JavaMailSenderImpl server, String from, Letters letters, SmtpTimeouts timeouts, Clock clock) {
        this.connections = new SmtpConnections(server, clock);
        this.envelopes = new MimeLetters(server.getSession(), from, clock);
        this.letters = letters;
        this.timeouts = timeouts;
        this.clock = clock;
    }

    @Override
    public Flux<Tried> send(List<DueMail> mails) {
        return Flux.<Tried, SmtpLane>generate(
                        () -> new SmtpLane(connections, envelopes, letters, deadlines, timeouts, clock, mails),
                        (lane, sink) -> {
                            if (lane.hasMore()) {
                                sink.next(lane.sendNext());
                            } else {
                                sink.complete();
                            }
                            return lane;
                        },
                        SmtpLane::leave)
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Void> reach() {
        return Mono.fromCallable(this::connect)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnNext(connections::giveBack)
                .onErrorMap(
                        MessagingException.class,
                        failure -> new ServerAwayException("SMTP server: "
                                + SmtpReply.from(failure).text() + " (expected a connection), mails wait"))
                .then();
    }

    private SmtpConnection connect() throws MessagingException {
        try (Deadline deadline = deadlines.in(timeouts.attempt())) {
            return connections.take(deadline);
        }
    }

    @Override
    public Mono<Void> rest() {
        return Mono.<Void>fromRunnable(connections::tidy).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void destroy() {
        connections.closeIdle();
        deadlines.close();
    }
}
