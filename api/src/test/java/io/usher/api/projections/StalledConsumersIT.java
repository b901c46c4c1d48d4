package io.usher.api.projections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.contract.event.OpsEvent.OpsConsumerStalled;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.runtime.consuming.PositionedConsumer;
import io.usher.testing.TestServers;
import io.usher.testing.TopicReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** An API whose projection cannot store anything for a while. */
class StalledConsumersIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PARTITION = 7;

    private final Database database = TestServers.freshDatabase();
    private final String group = "stalling-" + UUID.randomUUID();

    @Test
    void aConsumerThatStandsStillIsReportedOnceAndOnceWhenItGoesOn() throws Exception {
        try (RunningApi api = RunningApi.start(
                        database,
                        "usher.projection.group=" + group,
                        "usher.stalls.after=2s",
                        "usher.stalls.look-every=200ms");
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            PositionedConsumer consumer = api.context().getBean("projectionConsumer", PositionedConsumer.class);
            await().atMost(SOON)
                    .until(() -> consumer.positions().size() == Projection.TOPICS.size() * Topic.partitions()
                            && consumer.lag() == 0);
            sql("revoke update on directory.projection_position from usher_api");
            producer.send(new ProducerRecord<>(Topic.EMAILS.topicName(), PARTITION, null, "no event".getBytes(UTF_8)))
                    .get();

            await().atMost(SOON).until(() -> reports().size() == 1);
            assertThat(stalled(api)).isPositive();
            OpsConsumerStalled report = reports().getFirst();
            assertThat(report.lag()).isPositive();
            assertThat(report.resolvedAt()).isNull();
            assertThat(report.at()).isAfterOrEqualTo(report.since().plusSeconds(2));
            assertThat(report.action()).contains("log");
            // Looked at many times since.
            await().pollDelay(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(() -> reports().size() == 1);

            sql("grant update on directory.projection_position to usher_api");
            await().atMost(SOON).until(() -> reports().size() == 2);
            assertThat(reports().getLast().resolvedAt()).isNotNull();
            assertThat(reports().getLast().next()).isEqualTo(report.next());
            await().atMost(SOON).until(() -> stalled(api) == 0);
        }
    }

    private List<OpsConsumerStalled> reports() {
        return TopicReader.all(TestServers.kafka().bootstrapServers(), Topic.OPS.topicName()).stream()
                .map(EventCodec::decode)
                .filter(Readable.class::isInstance)
                .map(received -> ((Readable) received).event())
                .filter(OpsConsumerStalled.class::isInstance)
                .map(OpsConsumerStalled.class::cast)
                // Other tests may send mails.
                .filter(report -> report.group().equals(group)
                        && report.topic().equals(Topic.EMAILS.topicName())
                        && report.partition() == PARTITION)
                .toList();
    }

    private static int stalled(RunningApi api) {
        return (int) Double.parseDouble(metric(api, "usher_stalled_partitions"));
    }

    private static String metric(RunningApi api, String name) {
        return Answers.get(api.anonymous(), "/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("none");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
