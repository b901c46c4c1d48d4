package io.usher.api.http.security;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An API that cannot update keys for a while. */
class UsedKeysIT {

    private static final String PATH = "/api/v1/api-keys";

    private final Database database = TestServers.freshDatabase();

    @Test
    void aKeyIsValidAlthoughItsUseCannotBeNoted() throws SQLException {
        try (RunningApi api = RunningApi.start(database)) {
            Answers first = key(api);
            Answers second = key(api);

            try (Connection owner = owner()) {
                run(owner, "revoke update on directory.api_key from usher_api");
                assertThat(use(api, first)).as("without the right to update").isEqualTo(200);
                run(owner, "grant update on directory.api_key to usher_api");
                owner.setAutoCommit(false);
                run(owner, "lock table directory.api_key in share mode");
                assertThat(use(api, second)).as("while the table is locked").isEqualTo(200);
                owner.commit();
            }

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> use(api, first) == 200
                            && use(api, second) == 200
                            && isNoted(api, first)
                            && isNoted(api, second));
        }
    }

    private static Answers key(RunningApi api) {
        return post(api.platform(), PATH, Map.of("name", "x", "scopes", List.of("ops")));
    }

    private static int use(RunningApi api, Answers key) {
        return get(api.as(key.at("secret")), "/api/v1/ops/dead-letters").status();
    }

    private static boolean isNoted(RunningApi api, Answers key) {
        return !get(api.platform(), key.header("Location")).at("lastUsedAt").isEmpty();
    }

    private Connection owner() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }

    private static void run(Connection owner, String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
