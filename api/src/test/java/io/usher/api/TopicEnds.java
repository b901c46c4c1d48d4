package io.usher.api;

import static java.util.Objects.requireNonNull;

import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Where topics end. The tests of a JVM share the topics, each database has its own organizations: a new one needs nothing
 * of what others have published, and to read it all again would keep both cores busy.
 */
final class TopicEnds {

    private static final String DEAD_LETTERS = ".dlt";

    private TopicEnds() {}

    /** Nothing that is on the topics now will be projected into the database, unless it has positions already. */
    static void skipTo(Database database) {
        try (Connection owner =
                DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword())) {
            if (isNew(owner)) {
                insert(owner);
            }
        } catch (SQLException | ExecutionException e) {
            throw new IllegalStateException("topics: their ends are not known", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("topics: their ends are not known", e);
        }
    }

    private static boolean isNew(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement();
                ResultSet found = statement.executeQuery("select exists (select from directory.projection_position)"
                        + " or exists (select from directory.dead_letter_position)")) {
            return found.next() && !found.getBoolean(1);
        }
    }

    private static void insert(Connection owner) throws SQLException, ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestServers.kafka().bootstrapServers()))) {
            Map<String, TopicDescription> topics = admin.describeTopics(
                            admin.listTopics().names().get())
                    .allTopicNames()
                    .get();
            var ends = admin.listOffsets(topics.values().stream()
                            .flatMap(topic -> topic.partitions().stream()
                                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get();
            for (var end : ends.entrySet()) {
                String topic = end.getKey().topic();
                insert(
                        owner,
                        topic.endsWith(DEAD_LETTERS) ? "dead_letter_position" : "projection_position",
                        end.getKey(),
                        requireNonNull(topics.get(topic)).topicId(),
                        end.getValue().offset());
            }
        }
    }

    private static void insert(Connection owner, String table, TopicPartition partition, Uuid log, long end)
            throws SQLException {
        try (PreparedStatement insert = owner.prepareStatement("insert into directory." + table
                + " (topic, partition, log_id, next_offset) values (?, ?, ?::uuid, ?)")) {
            insert.setString(1, partition.topic());
            insert.setInt(2, partition.partition());
            insert.setString(3, new UUID(log.getMostSignificantBits(), log.getLeastSignificantBits()).toString());
            insert.setLong(4, end);
            insert.executeUpdate();
        }
    }
}
