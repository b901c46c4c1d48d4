package io.usher.contract.kafka;

import io.usher.contract.event.Event;
import java.time.Instant;

/**
 * An event on its way.
 *
 * @param id unique within its source, the same for every repeat of the same event: consumers drop what they have seen
 * @param source the program that tells it
 * @param time when it happened
 */
public record EventMessage(String id, Source source, Instant time, Event event) {

    /** The programs that publish. */
    public enum Source {
        API("/usher/api"),
        ACCEPTANCE_WORKER("/usher/acceptance-worker"),
        NOTIFIER_WORKER("/usher/notifier-worker");

        private final String uri;

        Source(String uri) {
            this.uri = uri;
        }

        /** The {@code source} attribute of its CloudEvents. */
        public String uri() {
            return uri;
        }
    }
}
