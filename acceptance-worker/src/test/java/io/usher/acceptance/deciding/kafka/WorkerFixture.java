package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.UUID.randomUUID;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.acceptance.AcceptanceWorkerApplication;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.embedded.KafkaServer;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.context.ConfigurableApplicationContext;

/** A database with an organization in it, topics without records, and any number of workers on them. */
final class WorkerFixture extends DirectoryFixture implements AutoCloseable {

    private static final Duration IDLE_WITHIN = Duration.ofSeconds(30);

    private final List<ConfigurableApplicationContext> workers = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer =
            TestTopics.producer(TestServers.kafka(), Map.of("linger.ms", 5));

    /** Where the records of this test begin. */
    private final Map<TopicPartition, Long> beginnings;

    WorkerFixture() {
        this(TestServers.freshDatabase(), TestTopics.empty());
    }

    private WorkerFixture(Database database, Map<TopicPartition, Long> beginnings) {
        super(database);
        this.beginnings = beginnings;
    }

    /** The same database with nothing in it, whose workers go on. What they published so far is not read any more. */
    WorkerFixture emptied() {
        finishPublishing();
        truncateBehindWorkers("outbox_publisher");
        return new WorkerFixture(database, TestTopics.ends());
    }

    /** As {@link #emptied()}, with the positions of workers that read topics. They must have nothing left to do. */
    WorkerFixture emptiedBehindWorkers() {
        truncateBehindWorkers("outbox_publisher", "position");
        return new WorkerFixture(database, TestTopics.ends());
    }

    /** The timer of a worker may be in the way, and PostgreSQL ends one of two that wait for each other. */
    private void truncateBehindWorkers(String... kept) {
        await().atMost(IDLE_WITHIN).ignoreExceptions().until(() -> {
            truncateAllBut(kept);
            return true;
        });
    }

    private void truncateAllBut(String... kept) {
        sql.sql("""
                        do $$
                        begin
                            execute (
                                select 'truncate ' || string_agg(format('%%I.%%I', schemaname, tablename), ', ')
                                from pg_tables
                                where schemaname in ('directory', 'onboarding') and tablename not in ('%s'));
                        end
                        $$
                        """.formatted(String.join("', '", kept))).update();
    }

    /** A session of its own, in a transaction; whoever closes it rolls back what is not committed. */
    Connection begin() throws SQLException {
        Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
        connection.setAutoCommit(false);
        return connection;
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    @CanIgnoreReturnValue
    ConfigurableApplicationContext startWorker(String... settings) {
        return startWorkerOn(database, TestServers.kafka(), settings);
    }

    /** @param reached the database of this fixture on another way */
    @CanIgnoreReturnValue
    ConfigurableApplicationContext startWorkerOn(Database reached, KafkaServer kafka, String... settings) {
        Stream<String> arguments = Stream.of(
                "server.port=0",
                "spring.r2dbc.url=" + reached.r2dbcUrl(),
                "spring.r2dbc.password=" + database.letIn("usher_acceptance_worker"),
                "spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                // A consumer that joins waits until the others hear of it by a heartbeat.
                "spring.kafka.consumer.properties.heartbeat.interval.ms=200",
                // Whether a container is idle is looked at after a poll.
                "spring.kafka.listener.poll-timeout=200ms",
                "spring.kafka.listener.idle-event-interval=200ms");
        ConfigurableApplicationContext worker = AcceptanceWorkerApplication.application()
                .run(Stream.concat(arguments, Arrays.stream(settings))
                        .map(setting -> "--" + setting)
                        .toArray(String[]::new));
        workers.add(worker);
        return worker;
    }

    MemberErasureRequested erasure(String address, Instant at) {
        return new MemberErasureRequested(new CommandId(randomUUID()), organization, address, at);
    }

    /** How often the person's end was published. */
    long tombstones(String address) {
        String key = organization + "/" + address;
        return records(Topic.MEMBERS.topicName()).stream()
                .filter(record -> record.value() == null && new String(record.key(), UTF_8).equals(key))
                .count();
    }

    AcceptanceRequested request(InvitationId invitation, String email) {
        return new AcceptanceRequested(
                new AcceptanceId(randomUUID()), invitation, organization, email, "Ada", "Love\"lace, {\\}");
    }

    /** Appends a request to the log and waits for the broker. */
    @CanIgnoreReturnValue
    AcceptanceRequested ask(InvitationId invitation, String email) {
        AcceptanceRequested requested = request(invitation, email);
        askAll(List.of(requested));
        return requested;
    }

    /** Appends requests to the log and waits for the broker. */
    void askAll(List<AcceptanceRequested> requests) {
        sendAll(producer, requests);
    }

    /**
     * Likewise, for the first one before the others are sent: if a topic that was just created refused it, what is sent
     * behind it would be taken, and itself never.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // flushed
    static void sendAll(KafkaProducer<byte[], byte[]> producer, List<AcceptanceRequested> requests) {
        for (AcceptanceRequested request : requests) {
            producer.send(TestTopics.encoded(request));
            if (request.equals(requests.getFirst())) {
                producer.flush();
            }
        }
        producer.flush();
    }

    /** Appends a command to the log and waits for the broker. */
    void command(Event command) {
        send(TestTopics.encoded(command));
        producer.flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // flushed by the caller
    void send(ProducerRecord<byte[], byte[]> sent) {
        producer.send(sent);
    }

    void flush() {
        producer.flush();
    }

    List<Received> read(Topic topic) {
        return records(topic.topicName()).stream().map(EventCodec::decode).toList();
    }

    /** Everything on a topic now, partition by partition. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return TestTopics.records(topic, beginnings);
    }

    /** Counts from now on the statements that update a table. */
    void countUpdates(String table) {
        String counter = counter(table);
        sql.sql("create sequence " + counter).update();
        sql.sql("""
                        create function %s() returns trigger language plpgsql security definer as $$
                        begin
                            perform nextval('%s');
                            return null;
                        end
                        $$
                        """.formatted(counter, counter)).update();
        sql.sql("create trigger counted after update on %s for each statement execute function %s()"
                        .formatted(table, counter))
                .update();
    }

    /** The number of statements that updated a table since they are {@link #countUpdates counted}. */
    int updatesOf(String table) {
        return sql.sql("select case when is_called then last_value else 0 end from " + counter(table))
                .query(Integer.class)
                .single();
    }

    private static String counter(String table) {
        return table + "_updates";
    }

    /** How many sessions wait for a lock. */
    int waitingForLocks() {
        return count("pg_locks where not granted");
    }

    int count(String table) {
        return sql.sql("select count(*) from " + table).query(Integer.class).single();
    }

    /** What is on its way would reach the topics of the next test. */
    private void finishPublishing() {
        try {
            await().atMost(IDLE_WITHIN).ignoreExceptions().until(() -> count("onboarding.outbox") == 0);
        } catch (ConditionTimeoutException stuck) {
            // The test has failed, or it is about events that are not published.
        }
    }

    @Override
    public void close() {
        if (workers.stream().anyMatch(ConfigurableApplicationContext::isActive)) {
            finishPublishing();
        }
        workers.forEach(ConfigurableApplicationContext::close);
        producer.close();
    }
}
