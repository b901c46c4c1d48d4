package io.usher.runtime.outbox;

/** A record that Kafka would refuse for its size, noticed before it is kept. */
public final class EventTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EventTooLargeException(int size, int largest) {
        super("event: %d bytes (expected at most %d)".formatted(size, largest), null, false, false);
    }
}
