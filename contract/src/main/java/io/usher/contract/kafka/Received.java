package io.usher.contract.kafka;

import io.usher.contract.event.Event;
import java.time.Instant;

/** What came of reading one record. */
public sealed interface Received {

    /**
     * An event.
     *
     * @param id of the event, see {@link EventMessage#id()}
     * @param time when it happened, see {@link EventMessage#time()}; when it was appended if the producer does not say
     * @param appendedAt the timestamp of the record; on a topic with {@code LogAppendTime} the broker's
     */
    record Readable(String id, Instant time, Event event, int partition, long offset, Instant appendedAt)
            implements Received {}

    /**
     * Bytes that are no event of ours.
     *
     * @param reason for operators; carries no data of the record
     */
    record Unreadable(String reason) implements Received {

        /** How reasons begin if the event is of a type that this version does not know. */
        static final String UNKNOWN_TYPE = "unknown event type";

        /** Whether it is an event of a type that this version does not know: consumers of facts skip those. */
        public boolean isOfUnknownType() {
            return reason.startsWith(UNKNOWN_TYPE);
        }
    }
}
