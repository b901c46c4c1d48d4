package io.usher.notifier.erasing;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import reactor.core.publisher.Mono;

/** The people whose mail was erased. */
public interface Erasures {

    /**
     * Deletes every message to that person in that organization that was called for up to {@link
     * MemberErasureRequested#until}; what is not sent yet is not sent. What was called for up to then makes no message any
     * more, whenever its event arrives. May be repeated.
     */
    Mono<Void> erase(MemberErasureRequested request);
}
