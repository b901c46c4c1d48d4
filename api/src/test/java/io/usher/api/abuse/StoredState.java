package io.usher.api.abuse;

import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.testing.ReusedConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** What the program keeps, a digest of each table: equal before and after if nothing was changed. */
final class StoredState {

    private static final List<String> TABLES = List.of(
            "organization",
            "grantable",
            "invitation",
            "invitee",
            "resend",
            "api_key",
            "import",
            "account",
            "identity",
            "session",
            "proof");

    private StoredState() {}

    /** Once nothing is under way any more. */
    static Map<String, String> of(RunningApi api) {
        AtomicReference<Map<String, String>> before = new AtomicReference<>(Map.of());
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> read(api), now -> now.equals(before.getAndSet(now)));
    }

    private static Map<String, String> read(RunningApi api) {
        Map<String, String> digests = new TreeMap<>();
        try (Connection connection = ReusedConnections.to(api.database());
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet rows = statement.executeQuery("""
                        select md5(string_agg(row, ' ' order by row))
                        from (select (to_jsonb(t) - 'seen_at' - case when '%1$s' = 'api_key' then 'used_at' else '' end)::text as row from directory.%1$s t) as rows""".formatted(table))) {
                    rows.next();
                    digests.put(table, String.valueOf(rows.getString(1)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the tables were not read", e);
        }
        return digests;
    }
}
