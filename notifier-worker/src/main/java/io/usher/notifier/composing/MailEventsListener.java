package io.usher.notifier.composing;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import io.usher.notifier.erasing.Erasures;
import io.usher.runtime.EventPublisher;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.BatchMessageListener;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Executes the erasures of a batch, stores its messages, then sets aside unreadable records, then returns: only then are the
 * offsets committed. A batch that fails is repeated as a whole, which makes no second message.
 */
final class MailEventsListener implements BatchMessageListener<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(MailEventsListener.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ComposingMessages composing;
    private final Erasures erasures;
    private final EventPublisher publisher;
    private final Clock clock;

    MailEventsListener(ComposingMessages composing, Erasures erasures, EventPublisher publisher, Clock clock) {
        this.composing = composing;
        this.erasures = erasures;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** The blocking edge. */
    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> batch) {
        try {
            take(batch).block(TIMEOUT);
        } catch (RuntimeException e) {
            // Index 0: nothing of the batch counts as done.
            throw new BatchListenerFailedException("batch not stored (it is repeated)", e, 0);
        }
    }

    private Mono<Void> take(List<ConsumerRecord<byte[], byte[]>> batch) {
        List<Readable> events = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> consumed : batch) {
            switch (EventCodec.decode(consumed)) {
                case Readable readable -> events.add(readable);
                case Unreadable unreadable -> deadLetters.addAll(setAside(consumed, unreadable));
            }
        }
        return Flux.fromIterable(events)
                .concatMap(this::erase)
                .then(composing.compose(events))
                .then(publisher.publish(deadLetters::stream));
    }

    private Mono<Void> erase(Readable readable) {
        return readable.event() instanceof MemberErasureRequested request ? erasures.erase(request) : Mono.empty();
    }

    private List<ProducerRecord<byte[], byte[]>> setAside(
            ConsumerRecord<byte[], byte[]> consumed, Unreadable unreadable) {
        LOG.error(
                "unreadable record: {}-{}@{} ({}); it goes to the dead letters, the partition continues",
                consumed.topic(),
                consumed.partition(),
                consumed.offset(),
                unreadable.reason());
        return DeadLetter.of(consumed, unreadable.reason(), Source.NOTIFIER_WORKER, clock.instant());
    }
}
