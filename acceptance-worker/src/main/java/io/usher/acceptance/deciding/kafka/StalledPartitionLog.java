package io.usher.acceptance.deciding.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.RetryListener;

/** Logs each failed attempt of a partition: as a warning at first, then as an error. */
final class StalledPartitionLog implements RetryListener {

    private static final Logger LOG = LoggerFactory.getLogger(StalledPartitionLog.class);

    /** The attempts after which the pauses add up to about ten seconds. */
    private static final int SERIOUS = 6;

    @Override
    public void failedDelivery(ConsumerRecord<?, ?> consumed, @Nullable Exception failure, int attempt) {
        log(consumed.topic() + "-" + consumed.partition(), failure, attempt);
    }

    @Override
    public void failedDelivery(ConsumerRecords<?, ?> consumed, @Nullable Exception failure, int attempt) {
        log(consumed.partitions().toString(), failure, attempt);
    }

    private static void log(String partitions, @Nullable Exception failure, int attempt) {
        if (attempt < SERIOUS) {
            LOG.warn("{}: try {} failed; nothing was skipped, trying again", partitions, attempt, failure);
        } else {
            LOG.error(
                    "{}: stalled after {} tries; nothing is skipped, and no later record is decided until one succeeds",
                    partitions,
                    attempt,
                    failure);
        }
    }
}
