package io.usher.api.projections;

import static io.usher.api.Answers.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.Answers;
import io.usher.api.Patience;
import io.usher.api.RunningApi;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.Event;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The API, which projects at once, and what the other programs publish. */
abstract class ProjectingScenario {

    static final Duration SOON = Patience.LATER;

    static final Database DATABASE = TestServers.freshDatabase();

    static final RunningApi API = RunningApi.startFromTheBeginning(
            DATABASE, "usher.projection.gather-for=50ms", "usher.projection.pause=10ms");

    final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers(), "linger.ms", 50),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    final String organization =
            API.organization("Projecting " + System.nanoTime()).get("id").asString();
    final WebTestClient reader = API.as(API.key(organization, "statistics:read"));

    @AfterEach
    void close() {
        producer.close();
    }

    Facts invitation(String... emails) {
        JsonNode made = RunningApi.created(
                API.platform(),
                "/api/v1/organizations/" + organization + "/invitations",
                Map.of("name", "Spring", "emails", List.of(emails)));
        return new Facts(
                new InvitationId(UUID.fromString(made.path("id").asString())),
                new OrganizationId(UUID.fromString(organization)),
                Instant.parse(made.path("createdAt").asString()));
    }

    InviteeId invitee(Facts facts, String address) {
        return new InviteeId(
                UUID.fromString(rows("select id from directory.invitee where invitation_id = '%s' and address = '%s'"
                                .formatted(facts.invitation(), address))
                        .getFirst()));
    }

    /** Those of one key arrive together. */
    void publish(Event... events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Event event : events) {
            sent.add(producer.send(encoded(event)));
        }
        sent.forEach(ProjectingScenario::awaitSent);
    }

    static ProducerRecord<byte[], byte[]> encoded(Event event) {
        String id = event instanceof AcceptanceOutcome outcome
                ? outcome.acceptance() + "." + outcome.getClass().getSimpleName()
                : UUID.randomUUID().toString();
        return EventCodec.encode(new EventMessage(id, Source.ACCEPTANCE_WORKER, Instant.now(), event));
    }

    void tombstone(Facts facts, String address) {
        byte[] key = (facts.organization() + "/" + address).getBytes(UTF_8);
        send(new ProducerRecord<>(
                Topic.MEMBERS.topicName(),
                Topic.partitionOf(key),
                facts.at().plusSeconds(60).toEpochMilli(),
                key,
                (byte[]) null));
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        awaitSent(producer.send(record));
    }

    static void awaitSent(Future<RecordMetadata> sent) {
        try {
            var unused = sent.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @CanIgnoreReturnValue
    JsonNode awaitDecided(Facts facts, int requested) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(stats(facts, "").path("requested").asInt()).isEqualTo(requested));
        return stats(facts, "");
    }

    JsonNode stats(Facts facts, String query) {
        Answers answer = get(reader, "/api/v1/invitations/" + facts.invitation() + "/stats" + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    /** Until everything that is on the topics now is projected. */
    void awaitCaughtUp() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : Projection.TOPICS) {
                consumer.partitionsFor(topic)
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().atMost(SOON)
                    .until(() -> ends.entrySet().stream()
                            .allMatch(end -> rows("""
                                    select 1 from directory.projection_position
                                    where topic = '%s' and partition = %d and next_offset >= %d""".formatted(
                                                            end.getKey().topic(),
                                                            end.getKey().partition(),
                                                            end.getValue()))
                                            .size()
                                    == 1));
        }
    }

    static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static List<String> progress(Facts facts) {
        return rows("""
                select address, progress from directory.invitee_progress join directory.invitee i on i.id = invitee_id
                where i.invitation_id = '%s' order by address""".formatted(facts.invitation()));
    }

    /**
     * A count of nothing is none: what was counted and erased since leaves one. What is set aside again in a rebuild is reported
     * to operators again.
     */
    static List<String> projected() {
        List<String> rows = new ArrayList<>();
        for (String table :
                List.of("invitee_progress", "invitation_count", "invitation_minute", "projection_position")) {
            rows.addAll(rows("""
                    select row(t)::text from directory.%s t
                    where to_jsonb(t) ->> 'count' is distinct from '0'
                      and to_jsonb(t) ->> 'topic' is distinct from '%s' order by 1""".formatted(table, Topic.OPS.topicName())));
        }
        return rows;
    }

    static List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<@Nullable String> columns = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(found.getString(i)));
                }
                rows.add(String.join(" ", columns));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.owner(), DATABASE.ownerPassword());
    }
}
