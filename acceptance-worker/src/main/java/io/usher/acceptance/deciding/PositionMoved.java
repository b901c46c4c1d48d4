package io.usher.acceptance.deciding;

/** Another worker decided a partition further, or this worker lost track: it must ask for the position again. */
public final class PositionMoved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PositionMoved(LogPosition expected) {
        super("position of partition " + expected.partition() + ": moved (expected " + expected.next() + " of log "
                + expected.log() + "); nothing was stored");
    }
}
