package io.usher.api.acceptances.topics;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.KafkaReceiver;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.ReceiverPartition;
import reactor.kafka.receiver.ReceiverRecord;

/**
 * Follows all partitions of a topic for as long as the program runs, in no consumer group. A receiver that ends is
 * replaced by one that goes on where it ended, so nothing is missed; only if that place does not exist any more, the
 * reader begins anew. Partitions that are added while it runs are followed from the next receiver on.
 */
public final class TopicFollower extends KeptConnection {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final TopicReader reader;
    private final ReceiverOptions<byte[], byte[]> options;
    private final Admin admin;
    private final Progress progress = new Progress();

    public TopicFollower(TopicReader reader, ReceiverOptions<byte[], byte[]> options, Admin admin) {
        this.reader = reader;
        this.options = options;
        this.admin = admin;
    }

    /** Whether the topic is followed and was read up to where it ended when that began. */
    public boolean isFollowing() {
        return progress.isFollowing();
    }

    public String topicName() {
        return reader.topic().topicName();
    }

    @Override
    protected Flux<?> connect() {
        return Flux.defer(this::follow)
                .doOnNext(this::read)
                .doFinally(end -> progress.interrupted())
                .concatWith(Mono.error(() -> new IllegalStateException("the receiver ended (expected to go on)")))
                .doOnError(this::interrupted);
    }

    /** Begins where the reader says, as at first. */
    public void beginAnew() {
        progress.lost();
        start();
    }

    private Flux<ReceiverRecord<byte[], byte[]>> follow() {
        Mono<Consumer<ReceiverPartition>> beginning =
                progress.isNew() ? reader.beginning() : Mono.just(partition -> partition.seekToBeginning());
        return Mono.zip(partitions(), beginning, this::receiver).flatMapMany(KafkaReceiver::receive);
    }

    private Mono<List<TopicPartition>> partitions() {
        return Mono.fromCompletionStage(() -> admin.describeTopics(List.of(topicName()))
                        .allTopicNames()
                        .toCompletionStage())
                .map(topics -> topics.values().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                        .toList())
                .timeout(ANSWER_WITHIN);
    }

    /** A partition without a place beside others that have one is new and read from its beginning. */
    private KafkaReceiver<byte[], byte[]> receiver(
            List<TopicPartition> partitions, Consumer<ReceiverPartition> beginning) {
        return KafkaReceiver.create(options.assignment(partitions).addAssignListener(assigned -> {
            boolean anew = progress.isNew();
            progress.place(assigned, beginning);
            if (anew) {
                reader.begun();
            }
        }));
    }

    private void read(ReceiverRecord<byte[], byte[]> record) {
        progress.pass(record);
        reader.read(record);
        progress.passed(record);
    }

    private void interrupted(Throwable failure) {
        if (failure instanceof InvalidOffsetException) {
            progress.lost();
        }
        LOG.warn("{} is not followed any more, a new receiver is made: {}", topicName(), failure.toString());
    }
}
