package io.usher.api.abuse;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.accounts.NewAccount;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.OrganizationId;
import io.usher.testing.ReusedConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Somebody who is signed in, with what they are. */
final class People {

    private People() {}

    static NewAccount with(RunningApi api, String organization, String role) {
        NewAccount account = NewAccount.on(api);
        String id = Answers.get(api.platform(), "/api/v1/organizations/" + organization + "/roles/" + role)
                .at("id");
        new MemberRows(api.database())
                .add(new OrganizationId(UUID.fromString(organization)), account.address(), UUID.fromString(id));
        return account;
    }

    static NewAccount platformAdministrator(RunningApi api) {
        NewAccount account = NewAccount.on(api);
        execute(api, "update directory.account set platform_admin = true where address = ?", account.address());
        return account;
    }

    static void execute(RunningApi api, String sql, String... values) {
        try (Connection connection = ReusedConnections.to(api.database());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            if (statement.executeUpdate() == 0) {
                throw new IllegalStateException("no row of a test was changed: " + sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a row of a test was not written", e);
        }
    }
}
