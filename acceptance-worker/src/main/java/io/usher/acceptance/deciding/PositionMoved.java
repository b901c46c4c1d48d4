package io.usher.acceptance.deciding;

/** Somebody else decided a partition further, or this worker lost track: it must ask for the position again. */
public final class PositionMoved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PositionMoved(Batch batch) {
        super("position of partition " + batch.partition() + ": moved (expected " + batch.expected()
                + "); nothing of the batch was stored");
    }
}
