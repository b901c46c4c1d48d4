package io.usher.runtime.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.UUID.randomUUID;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import io.usher.testing.TopicReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.reactive.TransactionalOperator;

/** A program with nothing but an outbox, in the schema of the acceptance worker and with its role. */
final class OutboxRelayIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ROLE = "usher_acceptance_worker";

    private final Database database = TestServers.freshDatabase();
    private final String topic = "outbox-" + randomUUID();

    @Test
    void aLargeAppendIsSplitAndPublishedInItsOrder() throws Exception {
        create(topic, Map.of());
        try (Program program = program("usher.outbox.bundle=200000")) {
            program.append(numbers(0, 3_000));
            program.append(numbers(3_000, 3_010));

            await().atMost(SOON).until(() -> values(topic).size() >= 3_010);

            assertThat(values(topic)).containsExactlyElementsOf(texts(0, 3_010));
            await().atMost(SOON).until(() -> program.count("onboarding.outbox") == 0);
        }
    }

    @Test
    void whatIsRolledBackIsNotPublished() throws Exception {
        create(topic, Map.of());
        try (Program program = program()) {
            program.rollBack(numbers(0, 10));
            program.append(numbers(10, 20));

            await().atMost(SOON).until(() -> values(topic).size() >= 10);

            assertThat(values(topic)).containsExactlyElementsOf(texts(10, 20));
        }
    }

    @Test
    void keyHeadersAndAbsentValuesArriveAsTheyWere() throws Exception {
        create(topic, Map.of());
        try (Program program = program()) {
            ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>(topic, null, bytes("key"), null);
            tombstone.headers().add("name", new byte[] {0, -1});
            program.append(List.of(tombstone));

            await().atMost(SOON).until(() -> !records(topic).isEmpty());

            assertThat(records(topic).getFirst()).satisfies(arrived -> {
                assertThat(arrived.key()).isEqualTo(bytes("key"));
                assertThat(arrived.value()).isNull();
                assertThat(arrived.headers().lastHeader("name").value()).containsExactly(0, -1);
            });
        }
    }

    @Test
    void ofABundleOnlyTheRecordIsSetAsideThatTheBrokerFindsTooLarge() throws Exception {
        create(topic, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "200000"));
        try (Program program = program()) {
            program.append(Stream.of(numbers(0, 5), List.of(record("x".repeat(300_000))), numbers(5, 10))
                    .flatMap(List::stream)
                    .toList());

            await().atMost(SOON).until(() -> program.count("onboarding.outbox") == 0);

            assertThat(values(topic)).containsExactlyElementsOf(texts(0, 10));
            assertThat(program.refused()).containsExactly("5 RecordTooLargeException " + "x".repeat(300_000));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(reports("RecordTooLargeException"))
                            .singleElement()
                            .satisfies(report -> {
                                assertThat(report.partition()).isEqualTo(5);
                                assertThat(report.consumer()).isEqualTo("/usher/acceptance-worker");
                            }));
        }
    }

    /** Of the others in the batch Kafka's client says only that one of them was invalid. */
    @Test
    void ofABundleOnlyTheRecordIsSetAsideThatTheBrokerFindsInvalid() throws Exception {
        create(topic, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Program program = program()) {
            ProducerRecord<byte[], byte[]> withoutKey = new ProducerRecord<>(topic, 0, null, bytes("without key"));
            program.append(Stream.of(numbers(0, 5), List.of(withoutKey), numbers(5, 10))
                    .flatMap(List::stream)
                    .toList());

            await().atMost(SOON).until(() -> program.count("onboarding.outbox") == 0);

            assertThat(values(topic)).containsExactlyElementsOf(texts(0, 10));
            assertThat(program.refused()).containsExactly("5 InvalidRecordException without key");
        }
    }

    @Test
    void ofAnAppendWithARecordThatIsTooLargeNothingIsKept() throws Exception {
        create(topic, Map.of());
        try (Program program = program("usher.outbox.largest-event=1200")) {
            assertThatExceptionOfType(EventTooLargeException.class)
                    .isThrownBy(() -> program.append(List.of(record("small"), record("x".repeat(1_000)))))
                    .withMessageMatching("event: 14\\d\\d bytes \\(expected at most 1200\\)");
            program.append(numbers(0, 1));

            await().atMost(SOON).until(() -> !values(topic).isEmpty());

            assertThat(values(topic)).containsExactly("0");
        }
    }

    private List<ProducerRecord<byte[], byte[]>> numbers(int from, int to) {
        return texts(from, to).stream().map(this::record).toList();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private ProducerRecord<byte[], byte[]> record(String value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, bytes("key"), bytes(value));
        record.headers().add("as long as those of events", new byte[300]);
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void create(String topic, Map<String, String> settings) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(settings)))
                    .all()
                    .get();
            if (!admin.listTopics().names().get().contains(Topic.OPS.topicName())) {
                admin.createTopics(List.of(new NewTopic(Topic.OPS.topicName(), Topic.partitions(), (short) 1)))
                        .all()
                        .get();
            }
        }
    }

    /** Of those that were published more than once, the first. */
    private static List<String> values(String topic) {
        return records(topic).stream()
                .map(arrived -> new String(arrived.value(), UTF_8))
                .distinct()
                .toList();
    }

    /** Of those that were published more than once, the first. Records of other databases have the same ids. */
    private static Collection<OpsDeadLetter> reports(String reason) {
        return records(Topic.OPS.topicName()).stream()
                .map(EventCodec::decode)
                .filter(Readable.class::isInstance)
                .map(Readable.class::cast)
                .filter(readable -> readable.event() instanceof OpsDeadLetter report
                        && report.topic().equals("onboarding.outbox")
                        && report.reason().equals(reason))
                .collect(toMap(Readable::id, readable -> (OpsDeadLetter) readable.event(), (first, repeat) -> first))
                .values();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return TopicReader.all(TestServers.kafka().bootstrapServers(), topic);
    }

    private Program program(String... settings) {
        List<String> properties = new ArrayList<>(List.of(
                "spring.main.banner-mode=off",
                "spring.r2dbc.url=" + database.r2dbcUrl(),
                "spring.r2dbc.username=" + ROLE,
                "spring.r2dbc.password=" + database.letIn(ROLE),
                "spring.kafka.bootstrap-servers=" + TestServers.kafka().bootstrapServers(),
                "spring.kafka.producer.acks=all",
                "spring.kafka.producer.key-serializer=org.apache.kafka.common.serialization.ByteArraySerializer",
                "spring.kafka.producer.value-serializer=org.apache.kafka.common.serialization.ByteArraySerializer",
                "spring.kafka.producer.properties.request.timeout.ms=5000",
                "usher.outbox.schema=onboarding"));
        properties.addAll(List.of(settings));
        return new Program(new SpringApplicationBuilder(OnlyAnOutbox.class)
                .properties(properties.toArray(String[]::new))
                .run());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(OutboxConfiguration.class)
    static class OnlyAnOutbox {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    private record Program(ConfigurableApplicationContext context) implements AutoCloseable {

        void append(List<ProducerRecord<byte[], byte[]>> records) {
            in(transaction -> {}, records);
        }

        void rollBack(List<ProducerRecord<byte[], byte[]>> records) {
            in(ReactiveTransaction::setRollbackOnly, records);
        }

        private void in(Consumer<ReactiveTransaction> then, List<ProducerRecord<byte[], byte[]>> records) {
            Outbox outbox = context.getBean(Outbox.class);
            context.getBean(TransactionalOperator.class)
                    .execute(transaction -> outbox.appendRecords(records).doOnSuccess(done -> then.accept(transaction)))
                    .blockLast();
        }

        long count(String table) {
            return requireNonNull(context.getBean(DatabaseClient.class)
                    .sql("select count(*) from " + table)
                    .mapValue(Long.class)
                    .one()
                    .block());
        }

        @Nullable List<String> refused() {
            return context.getBean(DatabaseClient.class)
                    .sql(
                            "select place || ' ' || reason || ' ' || convert_from(value, 'UTF8') from onboarding.outbox_refused")
                    .mapValue(String.class)
                    .all()
                    .collectList()
                    .block();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
