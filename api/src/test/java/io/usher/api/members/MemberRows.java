package io.usher.api.members;

import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;

/** Writes members as the acceptance worker does. */
record MemberRows(Database database) {

    void add(OrganizationId organization, String address, UUID... grantables) {
        execute(
                """
                insert into onboarding.member
                    (organization_id, address, id, email, first_name, last_name, grant_ids, joined_at)
                values (?, ?, ?, replace(replace(?, 'ada', 'Ada'), 'Ada@example', 'Ada@Example'), 'Ada', 'Lovelace', ?, now())""",
                organization.value(),
                address,
                MemberId.of(organization, address).value(),
                address,
                grantables);
    }

    void grant(OrganizationId organization, String address, UUID... grantables) {
        execute(
                "update onboarding.member set grant_ids = ? where organization_id = ? and address = ?",
                grantables,
                organization.value(),
                address);
    }

    void accessEnds(OrganizationId organization, String address, Instant at) {
        execute(
                "update onboarding.member set access_expires_at = ? where organization_id = ? and address = ?",
                at,
                organization.value(),
                address);
    }

    void end(OrganizationId organization, String address) {
        execute(
                "update onboarding.member set state = 'ended' where organization_id = ? and address = ?",
                organization.value(),
                address);
    }

    private void execute(String sql, Object... values) {
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl(),
                        TestServers.postgres().superuser(),
                        TestServers.postgres().superuserPassword());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                switch (values[i]) {
                    case UUID[] ids -> statement.setArray(i + 1, connection.createArrayOf("uuid", ids));
                    case Instant instant -> statement.setTimestamp(i + 1, Timestamp.from(instant));
                    default -> statement.setObject(i + 1, values[i]);
                }
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("a row of a test was not written", e);
        }
    }
}
