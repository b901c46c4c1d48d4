package io.usher.api.outbox;

/** An event that Kafka would refuse, noticed before it is kept. */
public final class EventTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EventTooLargeException(int size, int largest) {
        super("event: %d bytes (expected at most %d)".formatted(size, largest), null, false, false);
    }
}
