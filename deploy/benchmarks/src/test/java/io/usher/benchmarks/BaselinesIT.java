package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the worker is compared with has to do the same work. */
final class BaselinesIT {

    /** Of an acceptance and its member, apart from who and when. */
    private static final String SHAPE = """
            select string_agg(distinct row(
                a.outcome, a.reason, a.original, a.slot, a.ordinal > 0, a.joined, a.erased, a.grant_set_id is null, a.email,
                a.first_name, a.last_name, m.state, m.email, m.first_name, m.last_name, m.access_expires_at,
                cardinality(m.grant_ids), s.requests = s.accepted, s.waiting)::text, ';')
            from onboarding.acceptance a
            join onboarding.member m using (organization_id, address)
            join onboarding.invitation_seats s on s.invitation_id = a.invitation_id
            where a.invitation_id = '%s'
            """;

    private final Database database = TestServers.freshDatabase();

    @Test
    void theBaselinesMakeTheSameRowsAndPublishNothing() throws SQLException {
        Challenge locked = Challenge.open(database, "lock");
        Challenge decided = Challenge.open(database, "ceiling");

        double perSecond = new RowLock(database, locked).measure(Duration.ofMillis(200));
        long accepted = locked.acceptances();
        assertThat(perSecond).isPositive();
        assertThat(text("select count(*) from onboarding.outbox where length(records) = 1"))
                .as("a row of the outbox for each, with nothing in it")
                .isEqualTo(Long.toString(accepted));
        try (SqlCeiling ceiling = new SqlCeiling(database, TestServers.kafka().bootstrapServers(), decided)) {
            assertThat(ceiling.measure(10)).isPositive();
            assertThat(text("select count(*) from benchmark.outbox"))
                    .as("kept from the relay")
                    .isEqualTo("1");
        }

        assertThat(decided.acceptances()).isEqualTo(10);
        assertThat(text(SHAPE.formatted(locked.invitation())))
                .isEqualTo(text(SHAPE.formatted(decided.invitation())))
                .doesNotContain(";");
        assertThat(text("select string_agg(taken::text, ',' order by taken) from onboarding.organization_seats"))
                .contains("10", Long.toString(accepted));
    }

    private String text(String query) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return String.valueOf(result.getString(1));
        }
    }
}
