package io.usher.api.acceptances.topics;

import io.usher.contract.kafka.Topic;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.ReceiverPartition;

/** What is made of the records of one topic. Called by one thread at a time. */
public interface TopicReader {

    Topic topic();

    /** Where to begin in each partition: at first, and again if the place reached so far is gone. By default at the end. */
    default Mono<Consumer<ReceiverPartition>> beginning() {
        return Mono.just(ReceiverPartition::seekToEnd);
    }

    /** Reading begins there; everything from then on is read. */
    void begun();

    /** Must not fail; what cannot be read is to be passed over. */
    void read(ConsumerRecord<byte[], byte[]> record);
}
