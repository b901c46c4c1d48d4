package io.usher.notifier.sending;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hands mails to whoever delivers them. */
public interface Postbox {

    /** Tries them one after the other, no faster than asked for, and emits what came of each at once. */
    Flux<Tried> send(List<DueMail> mails);

    /** Completes when mails can be handed over; fails with {@link ServerAwayException} when not. */
    Mono<Void> reach();

    /** Told time and again when nothing is due: connections that are not in use may be closed. */
    Mono<Void> rest();
}
