package io.usher.notifier.sending;

import io.usher.notifier.Events;
import io.usher.notifier.sending.Outcome.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A mail server that answers as a test says. */
final class FakePostbox implements Postbox {

    final List<DueMail> seen = new ArrayList<>();
    Function<DueMail, Outcome> answers = mail -> new Sent();
    boolean away;

    @Override
    public Flux<Tried> send(List<DueMail> mails) {
        return Flux.fromIterable(mails)
                .doOnNext(seen::add)
                .filter(mail -> mail.lease().begin(Events.NOON))
                .map(mail -> new Tried(mail, answers.apply(mail)));
    }

    @Override
    public Mono<Void> reach() {
        return away ? Mono.error(new ServerAwayException("away")) : Mono.empty();
    }

    @Override
    public Mono<Void> rest() {
        return Mono.empty();
    }
}
