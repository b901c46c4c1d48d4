package io.usher.acceptance.deciding;

/**
 * The position of a partition is not where a batch expected it: another worker has advanced it, or this worker has lost
 * track. It has to be read again.
 */
public final class PositionMoved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PositionMoved(LogPosition expected) {
        super("position of partition " + expected.partition() + ": moved (expected " + expected.next() + " of log "
                + expected.log() + "); nothing was stored");
    }
}
