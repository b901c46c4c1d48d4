package io.usher.api.projections;

import static io.usher.api.Answers.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.Event;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.consuming.PositionedBatch;
import io.usher.runtime.consuming.PositionedConsumer;
import io.usher.runtime.consuming.PositionsMovedException;
import io.usher.runtime.consuming.StoredPosition;
import io.usher.servers.Database;
import io.usher.servers.TestServers;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class ProjectionIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Database DATABASE = TestServers.freshDatabase();

    /** In a group of its own: the brokers are shared with programs on other databases. */
    private static final RunningApi API = RunningApi.start(
            DATABASE,
            "usher.projection.group=projection-" + System.nanoTime(),
            "usher.projection.gather-for=50ms",
            "usher.projection.pause=10ms");

    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers(), "linger.ms", 50),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final String organization =
            API.organization("Projecting " + System.nanoTime()).get("id").asString();
    private final WebTestClient reader = API.as(API.key(organization, "statistics:read"));

    @AfterAll
    static void stop() {
        API.close();
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void firstRequestsAreCountedByOutcomeAndMinute() {
        Facts facts = invitation();
        Facts early = facts.at(Instant.parse("2026-03-02T09:15:59.999Z"));
        Facts late = facts.at(Instant.parse("2026-03-02T09:16:00Z"));
        AcceptanceOutcome waiting = early.waitlisted("w@example.com");

        publish(
                early.accepted("a@example.com"),
                early.accepted("b@example.com"),
                waiting,
                late.repeated("a@example.com"),
                late.rejected("c@example.com", RejectionReason.QUOTA_FULL),
                late.rejected("d@example.com", RejectionReason.QUOTA_FULL),
                late.rejected("e@example.com", RejectionReason.NOT_INVITED),
                late.promoted(waiting.acceptance(), "w@example.com"),
                late.withdrawn(waiting.acceptance(), "w@example.com"));

        JsonNode stats = awaitDecided(facts, 6);
        assertThat(stats.path("accepted").asInt()).isEqualTo(3);
        assertThat(stats.path("waitlisted").asInt()).isEqualTo(1);
        assertThat(stats.path("repeated").asInt()).isEqualTo(1);
        assertThat(stats.path("rejected").toString()).isEqualTo("{\"not-invited\":1,\"quota-full\":2}");
        assertThat(stats.path("perMinute").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"minute\":\"2026-03-02T09:15:00Z\",\"requested\":3,\"accepted\":2,\"waitlisted\":1,\"rejected\":0}",
                        "{\"minute\":\"2026-03-02T09:16:00Z\",\"requested\":3,\"accepted\":1,\"waitlisted\":0,\"rejected\":3}");
        assertThat(stats(facts, "?step=day").path("perMinute").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"minute\":\"2026-03-02T00:00:00Z\",\"requested\":6,\"accepted\":3,\"waitlisted\":1,\"rejected\":3}");
        assertThat(stats(facts, "?from=2026-03-02T09:16:00Z").path("perMinute")).hasSize(1);
        assertThat(stats(facts, "?to=2026-03-02T09:16:00Z").path("perMinute")).hasSize(1);
    }

    @Test
    void aDecisionThatIsPublishedAgainIsCountedOnce() {
        Facts facts = invitation();
        AcceptanceOutcome accepted = facts.accepted("a@example.com");
        publish(accepted);
        awaitDecided(facts, 1);

        publish(accepted, facts.accepted("b@example.com"), accepted);

        awaitDecided(facts, 2);
        publish(facts.accepted("c@example.com"));
        awaitDecided(facts, 3);
    }

    @Test
    void theNewestDecisionIsTheProgressOfAnInvitee() {
        Facts facts = invitation("Ada@example.com", "bob@example.com", "eve@example.com");
        AcceptanceOutcome waiting = facts.waitlisted("bob@example.com");

        publish(
                facts.rejected("ada@example.com", RejectionReason.QUOTA_FULL),
                facts.accepted(" ADA@example.com"),
                facts.accepted("stranger@example.com"),
                waiting,
                facts.withdrawn(waiting.acceptance(), "bob@example.com"));

        awaitDecided(facts, 4);
        assertThat(progress(facts)).containsExactly("ada@example.com accepted", "bob@example.com declined");
    }

    @Test
    void theNewestMailIsTheEmailStatusOfAnInvitee() {
        Facts facts = invitation("ada@example.com", "bob@example.com", "eve@example.com");
        InviteeId ada = invitee(facts, "ada@example.com");
        InviteeId bob = invitee(facts, "bob@example.com");
        Instant later = facts.at().plusSeconds(60);

        publish(
                new EmailQueued(facts.mailTo(ada, "ada@example.com"), facts.at()),
                new EmailSent(facts.mailTo(ada, "ada@example.com"), facts.at(), 1),
                new EmailQueued(facts.mailTo(ada, "ada@example.com"), later),
                new EmailFailed(facts.mailTo(bob, "bob@example.com"), facts.at(), 1, "550 no such mailbox"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows("""
                        select address, email_status, email_reason, email_at > i.created_at + interval '50 seconds',
                               emailed_at < i.created_at + interval '50 seconds'
                        from directory.invitee_progress join directory.invitee i on i.id = invitee_id
                        where i.invitation_id = '%s' order by address""".formatted(facts.invitation())))
                        .containsExactly(
                                "ada@example.com queued null t t",
                                "bob@example.com failed 550 no such mailbox f null"));
        JsonNode stats = stats(facts, "");
        assertThat(stats.path("invited").asInt()).isEqualTo(3);
        assertThat(stats.path("sent").asInt()).isEqualTo(1);
    }

    @Test
    void whatHappenedToAnEarlierInviteeOfTheAddressChangesNothing() {
        Facts facts = invitation("ada@example.com", "bob@example.com");
        Facts before = facts.at(facts.at().minusSeconds(60));

        publish(before.accepted("ada@example.com"), facts.accepted("bob@example.com"));

        awaitDecided(facts, 2);
        assertThat(progress(facts)).containsExactly("bob@example.com accepted");
    }

    @Test
    void nothingIsKeptOfAPersonWhoIsErased() {
        Facts facts = invitation("ada@example.com", "bob@example.com");
        InviteeId ada = invitee(facts, "ada@example.com");
        publish(
                facts.accepted("ada@example.com"),
                facts.accepted("bob@example.com"),
                new EmailFailed(facts.mailTo(ada, "ada@example.com"), facts.at(), 1, "550 ada@example.com"));
        await().atMost(SOON).until(() -> rows("""
                select 1 from directory.invitee_progress
                where progress = 'accepted' and email_status = 'failed' and invitee_id = '%s'""".formatted(ada)).size() == 1);

        tombstone(facts, "ada@example.com");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(progress(facts))
                        .containsExactly("ada@example.com null", "bob@example.com accepted"));
        assertThat(rows("""
                select coalesce(email_status, email_reason, acceptance_id::text, progress_at::text, email_at::text)
                from directory.invitee_progress where invitee_id = '%s'""".formatted(ada))).containsExactly("null");

        publish(facts.accepted("ada@example.com"), facts.accepted("bob@example.com"));
        awaitDecided(facts, 4);
        assertThat(progress(facts)).containsExactly("ada@example.com null", "bob@example.com accepted");

        execute("delete from directory.invitee where id = '%s'".formatted(ada));
        assertThat(progress(facts)).containsExactly("bob@example.com accepted");
    }

    @Test
    void rebuiltFromTheBeginningOfTheTopicsTheTablesHaveTheSameRows() {
        Facts facts = invitation("ada@example.com", "bob@example.com", "eve@example.com");
        InviteeId bob = invitee(facts, "bob@example.com");
        AcceptanceOutcome accepted = facts.accepted("ada@example.com");
        AcceptanceOutcome waiting = facts.waitlisted("bob@example.com");
        publish(
                accepted,
                facts.accepted("eve@example.com"),
                accepted,
                waiting,
                facts.promoted(waiting.acceptance(), "bob@example.com"),
                facts.repeated("bob@example.com"),
                new EmailQueued(facts.mailTo(bob, "bob@example.com"), facts.at()),
                new EmailSent(facts.mailTo(bob, "bob@example.com"), facts.at(), 2));
        tombstone(facts, "eve@example.com");
        publish(facts.at(facts.at().plusSeconds(120)).rejected("eve@example.com", RejectionReason.QUOTA_FULL));
        awaitDecided(facts, 4);
        awaitCaughtUp();
        List<String> before = projected();
        assertThat(before).hasSizeGreaterThan(8);

        PositionedConsumer consumer = API.context().getBean(PositionedConsumer.class);
        consumer.stop();
        execute("""
                truncate directory.invitee_progress, directory.invitation_count, directory.invitation_minute,
                         directory.projection_recent, directory.projection_position""");
        consumer.start();

        await().atMost(SOON).untilAsserted(() -> assertThat(projected()).isEqualTo(before));
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersAndTheRestGoesOn() {
        Facts facts = invitation();
        byte[] key = facts.invitation().toString().getBytes(UTF_8);
        String poison = "poison " + UUID.randomUUID();
        ProducerRecord<byte[], byte[]> unknown = encoded(facts.accepted("x@example.com"));
        unknown.headers().remove("ce_type").add("ce_type", "io.usher.acceptance.postponed.v1".getBytes(UTF_8));

        send(new ProducerRecord<>(
                Topic.ACCEPTANCES_DECIDED.topicName(), Topic.partitionOf(key), key, poison.getBytes(UTF_8)));
        send(unknown);
        publish(facts.accepted("ada@example.com"));

        awaitDecided(facts, 1);
        assertThat(deadLetters(poison))
                .as("at least once: a batch that is tried again sets it aside again")
                .isNotEmpty()
                .containsOnly("/usher/api");
    }

    @Test
    void whoLostAPartitionChangesNothing() {
        Facts facts = invitation();
        ProducerRecord<byte[], byte[]> event = encoded(facts.accepted("ada@example.com"));
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(event.topic(), 3, 7, event.key(), event.value());
        event.headers().forEach(record.headers()::add);
        awaitCaughtUp();
        StoredPosition stale = new StoredPosition(event.topic(), 3, UUID.randomUUID(), null, 7);
        List<String> before = projected();

        assertThatThrownBy(() -> API.context()
                        .getBean(Projection.class)
                        .store(List.of(new PositionedBatch(
                                stale, new StoredPosition(event.topic(), 3, stale.log(), null, 8), List.of(record))))
                        .block())
                .isInstanceOf(PositionsMovedException.class);

        assertThat(projected()).isEqualTo(before);
    }

    @Test
    void statisticsAreForThoseWhoMayReadThem() {
        Facts facts = invitation();
        String path = "/api/v1/invitations/" + facts.invitation() + "/stats";
        String other = API.organization("Other " + System.nanoTime()).get("id").asString();

        assertThat(get(API.as(API.key(organization, "invitations:read")), path).status())
                .isEqualTo(200);
        assertThat(get(API.as(API.key(organization, "acceptances:write")), path).problem())
                .isEqualTo("403 forbidden");
        assertThat(get(API.as(API.key(other, "statistics:read")), path).problem())
                .isEqualTo("404 not-found");
        assertThat(get(reader, path + "?step=week").fields()).containsExactly("step");
        assertThat(get(reader, path + "?from=yesterday").fields()).containsExactly("from");
    }

    private Facts invitation(String... emails) {
        JsonNode made = RunningApi.created(
                API.platform(),
                "/api/v1/organizations/" + organization + "/invitations",
                Map.of("name", "Spring", "emails", List.of(emails)));
        return new Facts(
                new InvitationId(UUID.fromString(made.path("id").asString())),
                new OrganizationId(UUID.fromString(organization)),
                Instant.parse(made.path("createdAt").asString()));
    }

    private InviteeId invitee(Facts facts, String address) {
        return new InviteeId(
                UUID.fromString(rows("select id from directory.invitee where invitation_id = '%s' and address = '%s'"
                                .formatted(facts.invitation(), address))
                        .getFirst()));
    }

    /** Those of one key arrive together. */
    private void publish(Event... events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Event event : events) {
            sent.add(producer.send(encoded(event)));
        }
        sent.forEach(ProjectionIT::awaitSent);
    }

    private static ProducerRecord<byte[], byte[]> encoded(Event event) {
        String id = event instanceof AcceptanceOutcome outcome
                ? outcome.acceptance() + "." + outcome.getClass().getSimpleName()
                : UUID.randomUUID().toString();
        return EventCodec.encode(new EventMessage(id, Source.ACCEPTANCE_WORKER, Instant.now(), event));
    }

    private void tombstone(Facts facts, String address) {
        byte[] key = (facts.organization() + "/" + address).getBytes(UTF_8);
        send(new ProducerRecord<>(
                Topic.MEMBERS.topicName(),
                Topic.partitionOf(key),
                facts.at().plusSeconds(60).toEpochMilli(),
                key,
                (byte[]) null));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        awaitSent(producer.send(record));
    }

    private static void awaitSent(Future<RecordMetadata> sent) {
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
    private JsonNode awaitDecided(Facts facts, int requested) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(stats(facts, "").path("requested").asInt()).isEqualTo(requested));
        return stats(facts, "");
    }

    private JsonNode stats(Facts facts, String query) {
        Answers answer = get(reader, "/api/v1/invitations/" + facts.invitation() + "/stats" + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    /** Until everything that is on the topics now is projected. */
    private void awaitCaughtUp() {
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

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Who set records with this value aside. */
    private static List<String> deadLetters(String value) {
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition letters = new TopicPartition(Topic.ACCEPTANCES_DECIDED.deadLetters(), 0);
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            await().atMost(SOON).until(() -> {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                    if (letter.value() != null && new String(letter.value(), UTF_8).equals(value)) {
                        found.add(new String(
                                letter.headers().lastHeader(DeadLetter.CONSUMER).value(), UTF_8));
                    }
                }
                return !found.isEmpty();
            });
        }
        return found;
    }

    private static List<String> progress(Facts facts) {
        return rows("""
                select address, progress from directory.invitee_progress join directory.invitee i on i.id = invitee_id
                where i.invitation_id = '%s' order by address""".formatted(facts.invitation()));
    }

    private static List<String> projected() {
        List<String> rows = new ArrayList<>();
        for (String table :
                List.of("invitee_progress", "invitation_count", "invitation_minute", "projection_position")) {
            rows.addAll(rows("select row(t)::text from directory.%s t order by 1".formatted(table)));
        }
        return rows;
    }

    private static List<String> rows(String sql) {
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

    private static void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.owner(), DATABASE.ownerPassword());
    }
}
