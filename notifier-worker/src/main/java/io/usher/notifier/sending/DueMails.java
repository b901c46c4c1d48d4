package io.usher.notifier.sending;

import io.usher.contract.id.MessageId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** The messages that wait to be sent, shared by any number of instances. */
interface DueMails {

    /**
     * Claims due messages for this instance: by priority, and within a priority the longest due first. No other instance can
     * claim them before the lease ends.
     *
     * @param limit the maximum number
     * @param takeOver whether messages with an expired lease may be claimed
     */
    Mono<List<DueMail>> claim(int limit, Duration lease, boolean takeOver);

    /** Extends the leases to that duration from now; emits the messages that still belong to this instance. */
    Mono<Set<MessageId>> renew(List<DueMail> claimed, Duration lease);

    /**
     * Writes the results of messages. A message that has come to an end stays so, and a message that another instance has claimed
     * in the meantime keeps its lease. Publishes an event for each message that has now come to an end; the recipients of
     * bounced ones are suppressed. May be repeated.
     */
    Mono<Void> update(List<MessageUpdate> updates);

    /** The number of messages that are still to be sent and do not wait for their invitation. */
    Mono<Long> count();
}
