package io.usher.testing;

import java.util.Map;

/**
 * A pool of connections to the database that waits for a busy machine, rather than let callers try again. For tests that
 * leave the database alone.
 */
public final class PatientConnections {

    /** For Spring, by their names. */
    public static final Map<String, String> SETTINGS = Map.of(
            "spring.r2dbc.pool.max-acquire-time", "30s",
            "spring.r2dbc.pool.max-create-connection-time", "30s",
            "spring.r2dbc.pool.max-validation-time", "30s");

    private PatientConnections() {}
}
