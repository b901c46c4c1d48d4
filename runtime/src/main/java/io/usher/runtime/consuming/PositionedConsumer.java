package io.usher.runtime.consuming;

import io.usher.runtime.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Consumes topics exactly once, on one thread of its own, from positions that are stored with what is made of the records.
 * Kafka's group shares the partitions among the instances; if two believe that they own one, the position decides: the
 * later one stores nothing and looks up where to go on. A failure of the store is tried again until it works, with pauses
 * of at most 5 s; meanwhile nothing is skipped.
 */
public final class PositionedConsumer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PositionedConsumer.class);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long LAST_RETRY_MILLIS = 5_000;

    /** So many in turn may be an outage that passes. */
    private static final int SHORT_FAILURES = 5;

    /** To leave the group takes no longer, unless the group is just sharing its partitions anew. */
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Set<String> topics;
    private final Admin admin;
    private final PositionedStore store;
    private final Duration pause;
    private final Clock clock;
    private volatile @Nullable Run running;
    private volatile long lag;
    private volatile Map<TopicPartition, Long> positions = Map.of();
    private volatile Instant completeUpTo;

    /**
     * @param name of the thread and in the log
     * @param consumers makes consumers of a group, with {@code auto.offset.reset=none} and without automatic commits, as
     *     {@link GroupConsumers} does
     * @param pause after each batch, so that a backlog leaves the processors to more urgent work
     */
    public PositionedConsumer(
            String name,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Set<String> topics,
            Admin admin,
            PositionedStore store,
            Duration pause,
            Clock clock) {
        this.name = name;
        this.consumers = consumers;
        this.topics = Set.copyOf(topics);
        this.admin = admin;
        this.store = store;
        this.pause = pause;
        this.clock = clock;
        this.completeUpTo = clock.instant();
    }

    /** How many records of this instance's partitions were not consumed when it last looked. */
    public long lag() {
        return lag;
    }

    /** The first offset of each of this instance's partitions that was not consumed when they were last all known. */
    public Map<TopicPartition, Long> positions() {
        return positions;
    }

    /** How old the oldest record may be that this instance has not consumed; grows while it cannot look. */
    public Duration age() {
        Duration age = Duration.between(completeUpTo, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    @Override
    public synchronized void start() {
        Run run = new Run();
        running = run;
        run.thread.start();
    }

    @Override
    public synchronized void stop() {
        Run run = running;
        if (run != null) {
            run.end();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    /** From a start to its stop. */
    private final class Run {

        private final CountDownLatch ended = new CountDownLatch(1);
        private final Thread thread = Thread.ofPlatform().name(name).unstarted(this::consume);
        private volatile @Nullable Consumer<byte[], byte[]> consumer;
        private final ConsumedTimes times = new ConsumedTimes(completeUpTo);
        private int failures;

        private void consume() {
            while (!isOver()) {
                try {
                    consumeWith(consumers.get());
                } catch (RuntimeException failure) {
                    afterFailure("begins anew with another consumer", failure);
                }
            }
        }

        private void consumeWith(Consumer<byte[], byte[]> opened) {
            consumer = opened;
            try {
                AssignedPartitions partitions =
                        new AssignedPartitions(opened, new TopicIds(admin, topics, clock), store);
                opened.subscribe(topics, partitions);
                consume(partitions);
            } finally {
                opened.close(CloseOptions.timeout(CLOSES_WITHIN));
            }
        }

        private void consume(AssignedPartitions partitions) {
            while (!isOver()) {
                try {
                    ConsumerRecords<byte[], byte[]> stored = partitions.storeNext(POLL);
                    failures = 0;
                    measure(partitions, stored);
                    if (!stored.isEmpty()) {
                        waitFor(pause.toMillis());
                    }
                } catch (KafkaException failure) {
                    throw failure;
                } catch (PositionsMovedException moved) {
                    LOG.info("{}: {}; looking up where to go on", name, moved.getMessage());
                    partitions.forget();
                } catch (RuntimeException failure) {
                    // Of a consumer that has never stored anything, too.
                    know(partitions);
                    afterFailure("nothing is skipped, the same records are tried again", failure);
                    partitions.forget();
                }
            }
        }

        private boolean isOver() {
            return ended.getCount() == 0;
        }

        private void know(AssignedPartitions partitions) {
            partitions.positions().ifPresent(known -> positions = known);
        }

        private void measure(AssignedPartitions partitions, ConsumerRecords<byte[], byte[]> stored) {
            know(partitions);
            partitions.lags().ifPresent(left -> {
                lag = left.values().stream().mapToLong(Long::longValue).sum();
                completeUpTo = times.update(left, stored, clock.instant());
            });
        }

        private void afterFailure(String consequence, RuntimeException failure) {
            if (isOver()) {
                return;
            }
            if (failures < SHORT_FAILURES) {
                LOG.warn("{}: {} ({})", name, Outage.describe(failure), consequence);
            } else {
                LOG.error("{}: failed {} times in turn ({})", name, failures + 1, consequence, failure);
            }
            waitFor(Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, SHORT_FAILURES)));
            failures++;
        }

        private void waitFor(long millis) {
            try {
                var unused = ended.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException told) {
                ended.countDown();
            }
        }

        private void end() {
            ended.countDown();
            Consumer<byte[], byte[]> open = consumer;
            if (open != null) {
                open.wakeup();
            }
            try {
                if (!thread.join(ENDS_WITHIN)) {
                    thread.interrupt();
                }
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
