package io.usher.notifier.composing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.EventType;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.EventPublisher;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.BatchMessageListener;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Executes the commands of a batch, stores its messages, releases those that waited for what it tells of, then sets aside
 * unreadable records, then returns: only then are the offsets committed. A batch that fails is repeated as a whole, which
 * makes no second message. Types that are not known are skipped and counted ({@code usher.notifier.unknown}), and so is what
 * compaction leaves without a value; commands about members that cannot be read are left to the worker, which sets them aside.
 */
final class MailEventsListener implements BatchMessageListener<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(MailEventsListener.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final byte[] ACCESS_ENDED =
            EventType.MEMBER_ACCESS_ENDED.wireName().getBytes(StandardCharsets.UTF_8);

    private final ComposingMessages composing;
    private final ReleasingWaitingMails releasing;
    private final ExecutingCommands commands;
    private final EventPublisher publisher;
    private final Clock clock;
    private final Counter unknown;

    MailEventsListener(
            ComposingMessages composing,
            ReleasingWaitingMails releasing,
            ExecutingCommands commands,
            EventPublisher publisher,
            Clock clock,
            MeterRegistry meters) {
        this.composing = composing;
        this.releasing = releasing;
        this.commands = commands;
        this.publisher = publisher;
        this.clock = clock;
        this.unknown = Counter.builder("usher.notifier.unknown")
                .description("Events of types that this version does not know, and records without a value; skipped")
                .register(meters);
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
        int skipped = 0;
        for (ConsumerRecord<byte[], byte[]> consumed : batch) {
            if (!concernsMail(consumed)) {
                continue;
            }
            switch (EventCodec.decode(consumed)) {
                case Readable readable -> events.add(readable);
                case Unreadable unreadable -> {
                    if (isOn(Topic.MEMBERS_REQUESTED, consumed)) {
                        LOG.debug("unreadable command: {}; the worker sets it aside", unreadable.reason());
                    } else if (!isOn(Topic.EMAILS_REQUESTED, consumed)
                            && (consumed.value() == null || unreadable.isOfUnknownType())) {
                        skipped++;
                    } else {
                        deadLetters.addAll(setAside(consumed, unreadable));
                    }
                }
            }
        }
        int unknownTypes = skipped;
        return Flux.fromIterable(events)
                .concatMap(readable -> commands.execute(readable.event()))
                .then(composing.compose(events))
                .then(Mono.defer(() -> releasing.release(events)))
                .then(publisher.publish(deadLetters::stream))
                .doOnSuccess(done -> unknown.increment(unknownTypes));
    }

    /**
     * Of what happens to members only ended accesses do. The rest, by far the most, is not decoded; what nobody can read
     * there is set aside by the API.
     */
    private static boolean concernsMail(ConsumerRecord<byte[], byte[]> consumed) {
        Header type = consumed.headers().lastHeader("ce_type");
        return !isOn(Topic.MEMBERS, consumed) || (type != null && Arrays.equals(type.value(), ACCESS_ENDED));
    }

    private static boolean isOn(Topic topic, ConsumerRecord<byte[], byte[]> consumed) {
        return consumed.topic().equals(topic.topicName());
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
