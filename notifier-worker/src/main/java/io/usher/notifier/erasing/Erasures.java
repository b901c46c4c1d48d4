package io.usher.notifier.erasing;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import java.time.Instant;
import reactor.core.publisher.Mono;

/** The people whose mail was erased. */
public interface Erasures {

    /**
     * Deletes every message to that person in that organization; what is not sent yet is not sent. Events from before the
     * request make no message any more. May be repeated.
     *
     * @param publishedAt when the request was, by the clock that events are stamped with
     */
    Mono<Void> erase(MemberErasureRequested request, Instant publishedAt);
}
