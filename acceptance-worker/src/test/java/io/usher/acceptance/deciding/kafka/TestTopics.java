package io.usher.acceptance.deciding.kafka;

import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.embedded.KafkaServer;
import io.usher.testing.TestServers;
import io.usher.testing.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topics of the test servers. Their names are the same everywhere. */
final class TestTopics {

    private static @Nullable Admin admin;

    /** Of topics that are made anew, a new one: it knows the old ones. */
    private static @Nullable TopicReader reader;

    private TestTopics() {}

    static KafkaProducer<byte[], byte[]> producer(KafkaServer kafka, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Makes all of them anew, as other logs of the same names. */
    static void recreate() {
        recreate(Topic.all().toList());
    }

    /** Makes those anew that have records, or are not there. Returns where each partition begins. */
    static Map<TopicPartition, Long> empty() {
        Map<TopicPartition, Long> ends = ends();
        Set<String> filled = ends.entrySet().stream()
                .filter(end -> end.getValue() > 0)
                .map(end -> end.getKey().topic())
                .collect(toSet());
        Set<String> present = ends.keySet().stream().map(TopicPartition::topic).collect(toSet());
        recreate(Topic.all()
                .filter(topic -> filled.contains(topic.name()) || !present.contains(topic.name()))
                .toList());
        return Map.of();
    }

    private static void recreate(List<NewTopic> topics) {
        forgetReader();
        try {
            Admin admin = admin();
            Set<String> present = admin.listTopics().names().get();
            admin.deleteTopics(topics.stream()
                            .map(NewTopic::name)
                            .filter(present::contains)
                            .toList())
                    .all()
                    .get();
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> {
                        create(admin, topics);
                        return true;
                    });
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Also if a try before has, whose answer was late: what is there is new, since the old ones were deleted. */
    private static void create(Admin admin, List<NewTopic> topics) throws ExecutionException, InterruptedException {
        for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static synchronized void forgetReader() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** Behind the last record of each partition, of the topics that are there. */
    static Map<TopicPartition, Long> ends() {
        try {
            Admin admin = admin();
            Set<String> present = admin.listTopics().names().get();
            List<String> ours =
                    Topic.all().map(NewTopic::name).filter(present::contains).toList();
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            admin.describeTopics(ours)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> topic.partitions()
                            .forEach(partition ->
                                    latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is one of those that workers read. */
    static boolean isOfCommands(TopicPartition partition) {
        return partition.topic().equals(Topic.ACCEPTANCES_REQUESTED.topicName())
                || partition.topic().equals(Topic.MEMBERS_REQUESTED.topicName());
    }

    private static synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()));
        }
        return admin;
    }

    static ProducerRecord<byte[], byte[]> encoded(Event command) {
        return EventCodec.encode(new EventMessage(command.subject(), Source.API, Instant.now(), command));
    }

    /** Everything on a topic now, partition by partition, from where they begin; by default at 0. */
    static synchronized List<ConsumerRecord<byte[], byte[]>> records(
            String topic, Map<TopicPartition, Long> beginnings) {
        if (reader == null) {
            reader = TopicReader.of(TestServers.kafka().bootstrapServers());
        }
        return reader.read(beginnings, reader.ends(List.of(topic)));
    }
}
