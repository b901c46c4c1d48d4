package io.usher.notifier.sending;

import java.time.Instant;
import java.util.UUID;

/** The time during which a message is one instance's own. Safe for several threads. */
public final class Lease {

    private final UUID name;
    private volatile Instant ends;

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

    void renewed(Instant newEnd) {
        ends = newEnd;
    }

    /** Somebody else has claimed the message, or there is nothing more to send. */
    void lost() {
        ends = Instant.MIN;
    }
}
