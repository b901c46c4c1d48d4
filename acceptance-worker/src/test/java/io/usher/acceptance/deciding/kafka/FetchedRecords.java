package io.usher.acceptance.deciding.kafka;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.Event;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Commands as a consumer would have fetched them. */
final class FetchedRecords {

    static final Instant APPENDED_AT = Instant.parse("2026-06-01T12:00:00Z");

    static final String TOPIC = Topic.ACCEPTANCES_REQUESTED.topicName();

    private FetchedRecords() {}

    /** In partition 0 from an offset on, appended by the first leader. */
    static List<ConsumerRecord<byte[], byte[]>> of(long offset, List<AcceptanceRequested> requests) {
        return of(offset, 0, requests);
    }

    /** @param epoch the leader's */
    static List<ConsumerRecord<byte[], byte[]>> of(long offset, int epoch, List<AcceptanceRequested> requests) {
        return IntStream.range(0, requests.size())
                .mapToObj(i -> of(0, offset + i, epoch, requests.get(i)))
                .toList();
    }

    static ConsumerRecord<byte[], byte[]> of(int partition, long offset, int epoch, Event command) {
        ProducerRecord<byte[], byte[]> sent =
                EventCodec.encode(new EventMessage(command.subject(), Source.API, Instant.EPOCH, command));
        return new ConsumerRecord<>(
                sent.topic(),
                partition,
                offset,
                APPENDED_AT.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.of(epoch));
    }

    static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }

    /** A consumer that reads one partition. */
    static MockConsumer<byte[], byte[]> assigned(int partition) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.assign(List.of(partition(partition)));
        return consumer;
    }
}
