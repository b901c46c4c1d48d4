package io.usher.benchmarks;

import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Sees decisions as any consumer does, from now on. */
final class DecisionWatch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile @Nullable DecisionLatencies latencies;
    private volatile boolean closed;

    DecisionWatch(Topics topics) {
        this.consumer = topics.consumer();
        List<TopicPartition> partitions = topics.partitions(Topic.ACCEPTANCES_DECIDED);
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        this.thread = new Thread(this::watch, "watching decisions");
        thread.setDaemon(true);
        thread.start();
    }

    /** Decisions of that run are timed from now on; earlier runs are over. */
    DecisionLatencies expect(String run, long beginning, Arrivals arrivals) {
        DecisionLatencies expected = new DecisionLatencies(run, beginning, arrivals);
        latencies = expected;
        return expected;
    }

    private void watch() {
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> consumed : consumer.poll(POLL)) {
                DecisionLatencies expected = latencies;
                if (expected != null
                        && EventCodec.decode(consumed) instanceof Readable readable
                        && readable.event() instanceof AcceptanceOutcome decided) {
                    expected.decided(decided.email(), System.nanoTime());
                }
            }
        }
        consumer.close();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
