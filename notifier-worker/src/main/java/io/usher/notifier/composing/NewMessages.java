package io.usher.notifier.composing;

import java.util.List;
import reactor.core.publisher.Mono;

/** Where messages wait to be sent. */
public interface NewMessages {

    /** Stores all whose purpose is new, or, on an error, none; emits how many those were. May be repeated. */
    Mono<Long> add(List<NewMessage> messages);
}
