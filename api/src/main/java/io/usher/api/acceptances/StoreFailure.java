package io.usher.api.acceptances;

/** The database did not answer a question; the cause says why. */
public final class StoreFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreFailure(Throwable cause) {
        super("the database did not answer", cause);
    }
}
