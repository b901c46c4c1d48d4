package io.usher.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class SharedServersIT {

    @Test
    void aFreshDatabaseIsMigratedAndSharesNothing() throws SQLException {
        Database one = TestServers.freshDatabase();
        Database other = TestServers.freshDatabase();

        assertThat(one.name()).isNotEqualTo(other.name());
        assertThat(linesAfterInsertInto(one)).isEqualTo(1);
        assertThat(linesAfterInsertInto(other)).isEqualTo(1);
    }

    @Test
    void theServersAreTheSameForAllTestsOfAJvm() {
        assertThat(TestServers.postgres()).isSameAs(TestServers.postgres());
        assertThat(TestServers.kafka()).isSameAs(TestServers.kafka());
        assertThat(TestServers.mail()).isSameAs(TestServers.mail());
    }

    @Test
    void theServersComeBackAfterARestart() throws Exception {
        Database database = TestServers.freshDatabase();
        KafkaMessages.publish(TestServers.kafka().bootstrapServers(), "before");

        TestServers.postgres().restart();
        TestServers.kafka().restart();

        assertThat(linesAfterInsertInto(database)).isEqualTo(1);
        assertThat(KafkaMessages.read(TestServers.kafka().bootstrapServers(), 1))
                .containsExactly("before");
    }

    private static int linesAfterInsertInto(Database database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("insert into note (line) values ('one')");
            try (ResultSet rows = statement.executeQuery("select count(*) from note")) {
                assertThat(rows.next()).isTrue();
                return rows.getInt(1);
            }
        }
    }
}
