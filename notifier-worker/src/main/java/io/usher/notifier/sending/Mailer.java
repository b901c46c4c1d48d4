package io.usher.notifier.sending;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hands mails over to a mail server. */
public interface Mailer {

    /** Sends the mails one after the other, on demand, and emits the outcome of each at once. */
    Flux<DeliveryResult> send(List<DueMail> mails);

    /** Completes if mails can be handed over; fails with {@link MailServerUnavailableException} otherwise. */
    Mono<Void> checkConnection();

    /** Called repeatedly while nothing is due: connections that are not in use may be closed. */
    Mono<Void> closeIdleConnections();
}
