package io.usher.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class TestServersIT {

    private static final String TOPIC = "messages";

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
        publish("before");

        TestServers.postgres().restart();
        TestServers.kafka().restart();

        assertThat(linesAfterInsertInto(database)).isEqualTo(1);
        assertThat(TopicReader.all(TestServers.kafka().bootstrapServers(), TOPIC))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("before");
    }

    private static void publish(String text) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers());
        try (Admin admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get(1, TimeUnit.MINUTES);
            producer.send(new ProducerRecord<>(TOPIC, text)).get(1, TimeUnit.MINUTES);
        }
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
