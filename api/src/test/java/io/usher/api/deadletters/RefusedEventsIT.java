package io.usher.api.deadletters;

import static io.usher.api.Answers.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RefusedEventsIT extends DeadLetterScenario {

    @Test
    void anEventThatTheBrokerRefusedIsADeadLetterAndCanBeReplayed() throws SQLException {
        for (String schema : new String[] {"directory", "onboarding", "notification"}) {
            refuse(schema);
        }

        JsonNode letter = awaitListed(3).stream()
                .filter(one -> one.path("consumer").asString().equals("/usher/acceptance-worker"))
                .findFirst()
                .orElseThrow();
        assertThat(letter.path("reason").asString()).isEqualTo("refused-by-broker: RecordTooLargeException");
        assertThat(letter.path("topic").asString()).isEqualTo(TOPIC.topicName());
        assertThat(post(operator, path(letter) + "/replay", "").status()).isEqualTo(200);

        ConsumerRecord<byte[], byte[]> published = awaitPublished(1).getFirst();
        assertThat(published.value()).asString(UTF_8).isEqualTo("onboarding " + mark);
        assertThat(new String(published.headers().lastHeader("ce_id").value(), UTF_8))
                .isEqualTo("7");
        assertThat(listed("&state=waiting")).hasSize(2);
    }

    @Test
    void anEventIsTheSameDeadLetterInEveryTimeZone() throws SQLException {
        Database idle = TestServers.freshDatabase();
        refuse(idle, "directory");

        assertThat(id(idle, "Asia/Kathmandu")).isEqualTo(id(idle, "UTC"));
    }

    private static UUID id(Database database, String zone) {
        DatabaseClient client =
                DatabaseClient.create(ConnectionFactories.get(ConnectionFactoryOptions.parse(database.r2dbcUrl())
                        .mutate()
                        .option(ConnectionFactoryOptions.USER, "usher_api")
                        .option(ConnectionFactoryOptions.PASSWORD, database.letIn("usher_api"))
                        .option(Option.valueOf("timeZone"), zone)
                        .build()));
        return requireNonNull(new RefusedEvents(client, new JsonMapper())
                        .uncollected(Instant.EPOCH, 1)
                        .blockFirst())
                .about()
                .id();
    }

    private void refuse(String schema) throws SQLException {
        refuse(api.database(), schema);
    }

    private void refuse(Database database, String schema) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                PreparedStatement insert = connection.prepareStatement("""
                        insert into %s.outbox_refused
                            (outbox_id, place, topic, key, headers, value, created_at, reason, refused_at)
                        values (1, ?, ?, ?, '{"ce_id": "7"}', ?, now(), 'RecordTooLargeException', now())""".formatted(schema))) {
            insert.setInt(1, Math.floorMod(mark.hashCode(), 1_000_000));
            insert.setString(2, TOPIC.topicName());
            insert.setBytes(3, ("key-" + mark).getBytes(UTF_8));
            insert.setBytes(4, (schema + " " + mark).getBytes(UTF_8));
            assertThat(insert.executeUpdate()).isOne();
        }
    }
}
