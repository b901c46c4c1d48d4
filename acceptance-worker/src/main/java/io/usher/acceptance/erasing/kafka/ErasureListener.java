package io.usher.acceptance.erasing.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.usher.acceptance.erasing.People;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.EventPublisher;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Erases people, then says so with a tombstone. A request that fails is tried again until it works; the next ones wait.
 * One that comes again does no harm: whoever has become a member since stays one and gets no other tombstone, which would
 * come after the events of the new member.
 */
@Component
class ErasureListener {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureListener.class);

    /** Shorter than consumers may take for a batch. */
    private static final Duration WITHIN = Duration.ofMinutes(4);

    private final People people;
    private final EventPublisher publisher;
    private final Clock clock;
    private final Set<TopicPartition> standing = ConcurrentHashMap.newKeySet();

    ErasureListener(People people, EventPublisher publisher, Clock clock, MeterRegistry registry) {
        this.people = people;
        this.publisher = publisher;
        this.clock = clock;
        Set<TopicPartition> unused =
                registry.gaugeCollectionSize("usher.worker.standing.erasures", Tags.empty(), standing);
    }

    /**
     * The blocking edge. Retries outlive a rebalance, and may go on: to erase twice does no harm, and a request that is
     * passed over here would count as done for its new owner.
     */
    @KafkaListener(
            id = "member-requests",
            groupId = "usher-acceptance-worker-members",
            concurrency = "1",
            properties = "max.poll.records=1",
            containerPostProcessor = ErasingConfiguration.REPORTED_BY_ITS_OWNER,
            topics = "#{T(io.usher.contract.kafka.Topic).MEMBERS_REQUESTED.topicName()}")
    void erase(List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
        TopicPartition partition = new TopicPartition(
                records.getFirst().topic(), records.getFirst().partition());
        try {
            Flux.fromIterable(records).concatMap(this::take).then().block(WITHIN);
            standing.remove(partition);
        } catch (RuntimeException failure) {
            if (consumer.assignment().contains(partition)) {
                standing.add(partition);
            }
            throw failure;
        }
    }

    /** For the container of this listener: were it a bean, Spring Boot would give it to every container. */
    ConsumerAwareRebalanceListener rebalances() {
        return new ConsumerAwareRebalanceListener() {

            @Override
            public void onPartitionsRevokedBeforeCommit(
                    Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
                standing.removeAll(partitions);
            }

            @Override
            public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
                standing.removeAll(partitions);
            }
        };
    }

    private Mono<Void> take(ConsumerRecord<byte[], byte[]> consumed) {
        return switch (EventCodec.decode(consumed)) {
            case Readable readable ->
                readable.event() instanceof MemberErasureRequested request
                        ? erase(request)
                        : setAside(consumed, "no request about a member");
            case Unreadable unreadable -> setAside(consumed, unreadable.reason());
        };
    }

    private Mono<Void> erase(MemberErasureRequested request) {
        return people.erase(request.organization(), request.address(), request.until())
                .flatMap(gone -> (gone ? publisher.publish(() -> Stream.of(tombstone(request))) : Mono.<Void>empty())
                        .thenReturn(gone))
                .doOnNext(gone -> LOG.info(
                        "erased: one person, {}, command {}",
                        gone ? "no member now" : "still a member by a later request",
                        request.command()))
                .then();
    }

    private static ProducerRecord<byte[], byte[]> tombstone(MemberErasureRequested request) {
        byte[] key = (request.organization() + "/" + request.address()).getBytes(UTF_8);
        return new ProducerRecord<>(Topic.MEMBERS.topicName(), Topic.partitionOf(key), key, null);
    }

    private Mono<Void> setAside(ConsumerRecord<byte[], byte[]> consumed, String reason) {
        LOG.error(
                "unreadable record: {}-{}@{} ({}), it goes to the dead letters and the partition moves on",
                consumed.topic(),
                consumed.partition(),
                consumed.offset(),
                reason);
        return publisher.publish(
                () -> DeadLetter.of(consumed, reason, Source.ACCEPTANCE_WORKER, clock.instant()).stream());
    }
}
