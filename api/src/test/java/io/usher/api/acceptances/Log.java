package io.usher.api.acceptances;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.Event;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What is on Kafka, and what other programs would put there. */
public final class Log implements AutoCloseable {

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    Log(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void publish(String id, Source source, Event event) {
        publish(EventCodec.encode(new EventMessage(id, source, Instant.now(), event)));
    }

    void publish(ProducerRecord<byte[], byte[]> record) {
        try {
            var unused = producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record of a test was not written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every request for the invitation so far, in queue order. */
    List<Request> requests(InvitationId invitation) {
        List<Request> requests = new ArrayList<>();
        byte[] key = invitation.toString().getBytes(UTF_8);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            String topic = Topic.ACCEPTANCES_REQUESTED.topicName();
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (Arrays.equals(record.key(), key)
                            && EventCodec.decode(record) instanceof Readable readable
                            && readable.event() instanceof AcceptanceRequested event
                            && event.invitation().equals(invitation)) {
                        requests.add(
                                new Request(event, readable.partition(), readable.offset(), readable.appendedAt()));
                    }
                }
            }
        }
        return requests;
    }

    @Override
    public void close() {
        producer.close();
    }

    /** A request at its place. */
    record Request(AcceptanceRequested event, int partition, long offset, Instant appendedAt) {}
}
