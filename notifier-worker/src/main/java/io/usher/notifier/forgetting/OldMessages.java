package io.usher.notifier.forgetting;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** The messages that are sent or failed, and announced. */
public interface OldMessages {

    /**
     * Deletes some that have been so for longer than that, and what is remembered of people erased before that: their
     * events are too old to make messages.
     *
     * @param limit how many at most
     * @return how many those were
     */
    Mono<Long> delete(Duration olderThan, int limit);
}
