package io.usher.runtime.consuming;

/** Another instance has moved a position: this one has lost its partitions, or is about to, and must look them up again. */
public final class PositionsMovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PositionsMovedException(int batches) {
        super("positions: moved (expected those of %d batches; nothing was stored)".formatted(batches));
    }
}
