package io.usher.notifier.sending;

import java.time.Instant;
import java.util.UUID;

/**
 * The time during which a message is one instance's own. It is renewed for what has begun: behind a message that takes
 * minutes, the others are left to whoever claims them next. Safe for several threads.
 */
public final class Lease {

    private final UUID name;
    private volatile Instant ends;
    private volatile boolean begun;

    /**
     * @param name tells one claim from another
     * @param ends at the latest, by the clock of the instance that holds it
     */
    public Lease(UUID name, Instant ends) {
        this.name = name;
        this.ends = ends;
    }

    public UUID name() {
        return name;
    }

    /** Whether nobody else is given the message before that. */
    public boolean lastsUntil(Instant time) {
        return !time.isAfter(ends);
    }

    /** Begins, if there is time until then. */
    public boolean begin(Instant until) {
        begun = lastsUntil(until);
        return begun;
    }

    boolean hasBegun() {
        return begun;
    }

    void renewed(Instant newEnd) {
        ends = newEnd;
    }

    /** Somebody else has claimed the message, or there is nothing more to send. */
    void lost() {
        ends = Instant.MIN;
    }
}
