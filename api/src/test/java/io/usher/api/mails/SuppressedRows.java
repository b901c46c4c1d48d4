package io.usher.api.mails;

import io.usher.embedded.Database;
import io.usher.testing.ReusedConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
        try (Connection connection = ReusedConnections.to(database);
                PreparedStatement insert = connection.prepareStatement("""
                        insert into notification.suppression (person, organization_id, address, reason, since)
                        values (notification.person(?, ?), ?, ?, ?, now() - interval '1 minute')""")) {
            insert.setObject(1, organization);
            insert.setString(2, hashed);
            insert.setObject(3, organization);
            insert.setString(4, address);
            insert.setString(5, reason);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
