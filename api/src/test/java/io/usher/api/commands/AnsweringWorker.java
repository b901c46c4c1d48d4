package io.usher.api.commands;

import io.usher.contract.event.AcceptanceCommand;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The acceptance worker as the API sees it: answers the commands of one organization on a topic until it is closed. */
public final class AnsweringWorker implements AutoCloseable {

    private final OrganizationId organization;
    private final Function<Event, Optional<Event>> answer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Event> commands = new CopyOnWriteArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private volatile boolean closed;

    /** @param answer what it does, and answers; empty = nothing */
    public AnsweringWorker(Topic topic, OrganizationId organization, Function<Event, Optional<Event>> answer) {
        Map<String, Object> kafka =
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers());
        this.organization = organization;
        this.answer = answer;
        this.consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                .map(partition -> new TopicPartition(topic.topicName(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.execute(this::answerAll);
    }

    /** What it was sent so far. */
    public <T extends Event> List<T> commands(Class<T> type) {
        return commands.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void answerAll() {
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                if (EventCodec.decode(record) instanceof Readable readable
                        && organization.equals(organizationOf(readable.event()))) {
                    commands.add(readable.event());
                    answer.apply(readable.event()).ifPresent(event -> publish(readable.id() + ".answer", event));
                }
            }
        }
    }

    private static @Nullable OrganizationId organizationOf(Event event) {
        return switch (event) {
            case AcceptanceCommand command -> command.organization();
            case MemberCommand command -> command.organization();
            default -> null;
        };
    }

    private void publish(String id, Event event) {
        var unused =
                producer.send(EventCodec.encode(new EventMessage(id, Source.ACCEPTANCE_WORKER, Instant.now(), event)));
        producer.flush();
    }

    @Override
    public void close() {
        closed = true;
        thread.close();
        consumer.close();
        producer.close();
    }
}
