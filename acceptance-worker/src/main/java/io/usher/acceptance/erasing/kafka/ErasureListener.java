package io.usher.acceptance.erasing.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.acceptance.erasing.People;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import io.usher.contract.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Erases people, then says so with a tombstone. A batch that fails comes again as a whole: what is erased already is erased
 * once more, and the tombstone is published again.
 */
@Component
class ErasureListener {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureListener.class);

    /** Shorter than consumers may take for a batch; a batch of that many is never begun twice at a time. */
    private static final Duration WITHIN = Duration.ofMinutes(4);

    private final People people;
    private final KafkaTemplate<byte[], byte[]> kafka;
    private final Clock clock;

    ErasureListener(People people, KafkaTemplate<byte[], byte[]> kafka, Clock clock) {
        this.people = people;
        this.kafka = kafka;
        this.clock = clock;
    }

    /** The blocking edge. */
    @KafkaListener(
            id = "member-requests",
            groupId = "usher-acceptance-worker-members",
            concurrency = "1",
            properties = "max.poll.records=10",
            topics = "#{T(io.usher.contract.kafka.Topic).MEMBERS_REQUESTED.topicName()}")
    void erase(List<ConsumerRecord<byte[], byte[]>> records) {
        Flux.fromIterable(records).concatMap(this::take).then().block(WITHIN);
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
        byte[] key = (request.organization() + "/" + request.address()).getBytes(UTF_8);
        return people.erase(request.organization(), request.address())
                .then(publish(List.of(new ProducerRecord<>(Topic.MEMBERS.topicName(), key, null))))
                .doOnSuccess(nothing -> LOG.info("erased: one person, command {}", request.command()));
    }

    private Mono<Void> setAside(ConsumerRecord<byte[], byte[]> consumed, String reason) {
        LOG.error(
                "unreadable record: {}-{}@{} ({}), it goes to the dead letters and the partition moves on",
                consumed.topic(),
                consumed.partition(),
                consumed.offset(),
                reason);
        return Mono.defer(() -> publish(DeadLetter.of(consumed, reason, Source.ACCEPTANCE_WORKER, clock.instant())));
    }

    /** Sending may wait for metadata or for room in the buffer: not on a thread that others need. */
    private Mono<Void> publish(List<ProducerRecord<byte[], byte[]>> records) {
        return Mono.fromFuture(() -> CompletableFuture.allOf(
                        records.stream().map(kafka::send).toArray(CompletableFuture[]::new)))
                .subscribeOn(Schedulers.boundedElastic());
    }
}
