package io.usher.notifier.sending.smtp;

import io.usher.notifier.sending.DeliveryResult;
import io.usher.notifier.sending.DueMail;
import io.usher.notifier.sending.MailServerUnavailableException;
import io.usher.notifier.sending.MailTemplates;
import io.usher.notifier.sending.Mailer;
import io.usher.notifier.sending.smtp.Deadlines.Deadline;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Sends each batch of mails over its own connection. Connections are kept open while there is work. */
final class SmtpMailer implements Mailer, DisposableBean {

    private final SmtpConnections connections;
    private final MimeMessages messages;
    private final MailTemplates templates;
    private final Deadlines deadlines = new Deadlines();
    private final SmtpTimeouts timeouts;
    private final Clock clock;

    /** @param from the sender address of mails */
    SmtpMailer(JavaMailSenderImpl server, String from, MailTemplates templates, SmtpTimeouts timeouts, Clock clock) {
        this.connections = new SmtpConnections(server, clock);
        this.messages = new MimeMessages(server.getSession(), from, clock);
        this.templates = templates;
        this.timeouts = timeouts;
        this.clock = clock;
    }

    @Override
    public Flux<DeliveryResult> send(List<DueMail> mails) {
        return Flux.<DeliveryResult, SmtpBatch>generate(
                        () -> new SmtpBatch(connections, messages, templates, deadlines, timeouts, clock, mails),
                        (batch, sink) -> {
                            if (batch.hasMore()) {
                                sink.next(batch.sendNext());
                            } else {
                                sink.complete();
                            }
                            return batch;
                        },
                        SmtpBatch::releaseConnection)
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Void> checkConnection() {
        return Mono.fromCallable(this::connect)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnNext(connections::release)
                .onErrorMap(
                        MessagingException.class,
                        failure -> new MailServerUnavailableException("SMTP server: "
                                + SmtpReply.from(failure).text() + " (expected a connection), mails wait"))
                .then();
    }

    private SmtpConnection connect() throws MessagingException {
        try (Deadline deadline = deadlines.in(timeouts.attempt())) {
            return connections.acquire(deadline);
        }
    }

    @Override
    public Mono<Void> closeIdleConnections() {
        return Mono.<Void>fromRunnable(connections::closeIdle).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public void destroy() {
        connections.closeAll();
        deadlines.close();
    }
}
