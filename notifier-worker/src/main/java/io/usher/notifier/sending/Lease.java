package io.usher.notifier.sending;

import java.time.Instant;
import java.util.UUID;

/**
 * The time during which a message belongs to one instance. Only the lease of a started message is renewed: messages that
 * wait behind one that takes minutes may be claimed by others. Thread-safe.
 */
public final class Lease {

    private final UUID id;
    private volatile Instant ends;
    private volatile boolean started;

    /**
     * @param id of the claim
     * @param ends by the clock of the holder, no later than by the database's
     */
    public Lease(UUID id, Instant ends) {
        this.id = id;
        this.ends = ends;
    }

    public UUID id() {
        return id;
    }

    /** Whether no other instance can claim the message before that time. */
    public boolean lastsUntil(Instant time) {
        return !time.isAfter(ends);
    }

    /** Starts the message if the lease lasts until then; returns whether it does. */
    public boolean start(Instant until) {
        started = lastsUntil(until);
        return started;
    }

    boolean hasStarted() {
        return started;
    }

    void renewed(Instant newEnd) {
        ends = newEnd;
    }

    /** Another instance has claimed the message, or there is nothing more to send. */
    void lost() {
        ends = Instant.MIN;
    }
}
