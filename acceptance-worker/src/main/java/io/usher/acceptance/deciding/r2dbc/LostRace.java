package io.usher.acceptance.deciding.r2dbc;

/** Another transaction changed what a batch had read without a lock. The batch is to be decided again. */
final class LostRace extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostRace(String what) {
        super(what + ": changed while the batch was decided (nothing of it was stored)");
    }
}
