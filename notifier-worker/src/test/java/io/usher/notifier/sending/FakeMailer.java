package io.usher.notifier.sending;

import io.usher.notifier.Events;
import io.usher.notifier.sending.DeliveryOutcome.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A mailer whose outcomes a test sets. */
final class FakeMailer implements Mailer {

    final List<DueMail> seen = new ArrayList<>();
    Function<DueMail, DeliveryOutcome> answers = mail -> new Sent();
    boolean unavailable;

    @Override
    public Flux<DeliveryResult> send(List<DueMail> mails) {
        return Flux.fromIterable(mails)
                .doOnNext(seen::add)
                .filter(mail -> mail.lease().start(Events.NOON))
                .map(mail -> new DeliveryResult(mail, answers.apply(mail)));
    }

    @Override
    public Mono<Void> checkConnection() {
        return unavailable ? Mono.error(new MailServerUnavailableException("unavailable")) : Mono.empty();
    }

    @Override
    public Mono<Void> closeIdleConnections() {
        return Mono.empty();
    }
}
