package io.usher.api.mails;

import io.usher.embedded.Database;
import io.usher.testing.ReusedConnections;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the notifier's table. */
public final class SuppressedRows {

    private SuppressedRows() {}

    public static void add(Database database, UUID organization, String address, String reason) {
        add(database, organization, address, address, reason);
    }

    /** Of somebody who was erased. */
    static void addErased(Database database, UUID organization, String address, String reason) {
        add(database, organization, address, null, reason);
    }

    private static void add(
            Database database, UUID organization, String hashed, @Nullable String address, String reason) {
        ReusedConnections.update(database, """
                insert into notification.suppression (person, organization_id, address, reason, since)
                values (notification.person(?, ?), ?, ?, ?, now() - interval '1 minute')""", organization, hashed, organization, address, reason);
    }
}
