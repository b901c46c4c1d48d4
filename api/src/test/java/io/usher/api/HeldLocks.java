package io.usher.api;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The locks that a connection holds. */
public final class HeldLocks {

    private HeldLocks() {}

    /** Whether somebody waits for one of them. */
    public static boolean areWaitedFor(Connection holder) throws SQLException {
        try (Statement statement = holder.createStatement();
                ResultSet waits = statement.executeQuery("select exists (select from pg_locks where not granted"
                        + " and pg_backend_pid() = any (pg_blocking_pids(pid)))")) {
            waits.next();
            return waits.getBoolean(1);
        }
    }
}
