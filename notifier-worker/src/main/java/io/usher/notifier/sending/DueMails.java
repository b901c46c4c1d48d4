package io.usher.notifier.sending;

import io.usher.contract.id.MessageId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** The messages that wait to be sent. Any number of instances may share them. */
interface DueMails {

    /**
     * Makes messages that are due this instance's own: by priority, and of one priority the longest due first. Nobody else is given them before the
     * lease ends.
     *
     * @param limit how many at most
     * @param takeOver whether messages may be among them whose lease has ended and was not given back
     */
    Mono<List<DueMail>> claim(int limit, Duration lease, boolean takeOver);

    /** Lets the leases last that long from now on; emits the messages that are still this instance's own. */
    Mono<Set<MessageId>> renew(List<DueMail> claimed, Duration lease);

    /**
     * Writes what became of messages. What is sent or failed stays so, and a message that somebody else has claimed
     * in the meantime keeps its lease. Each that is now sent or failed is reported. May be repeated.
     */
    Mono<Void> settle(List<Settlement> settlements);

    /** How many are neither sent nor failed. */
    Mono<Long> queued();
}
