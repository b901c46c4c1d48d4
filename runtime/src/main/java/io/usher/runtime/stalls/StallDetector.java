package io.usher.runtime.stalls;

import io.usher.contract.event.OpsEvent.OpsConsumerStalled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Decides which partitions of a consumer have stalled: there are records to consume, and for some time none was. Each stall
 * is reported once, and once when it is over. What an instance loses to another one it reports no more. Confined to one
 * thread at a time.
 */
final class StallDetector {

    private final String group;
    private final Duration after;
    private volatile Map<TopicPartition, Watched> watched = Map.of();

    StallDetector(String group, Duration after) {
        this.group = group;
        this.after = after;
    }

    /**
     * What was seen of a partition.
     *
     * @param since when it moved last, or was seen first
     * @param reported whether its stall is reported, or about to be
     */
    record Watched(long next, Instant since, boolean reported) {}

    /** What is to be reported, and what is known afterwards. */
    record Look(List<OpsConsumerStalled> reports, Map<TopicPartition, Watched> seen) {

        Look {
            reports = List.copyOf(reports);
            seen = Map.copyOf(seen);
        }
    }

    /**
     * Compares with what was seen before, and changes nothing.
     *
     * @param next the first offset of each partition that is not consumed
     * @param ends the offset behind the last record of each
     */
    Look look(Map<TopicPartition, Long> next, Map<TopicPartition, Long> ends, Instant now) {
        List<OpsConsumerStalled> reports = new ArrayList<>();
        Map<TopicPartition, Watched> seen = new HashMap<>();
        next.forEach((partition, offset) -> {
            long lag = Math.max(0, ends.getOrDefault(partition, offset) - offset);
            Watched before = watched.get(partition);
            boolean known = before != null && before.reported();
            Watched current = current(before, offset, lag, now);
            if (current.reported() && !known) {
                reports.add(report(partition, offset, lag, current.since(), null, now));
            } else if (before != null && known && !current.reported()) {
                reports.add(report(partition, before.next(), lag, before.since(), now, now));
            }
            seen.put(partition, current);
        });
        return new Look(reports, seen);
    }

    private Watched current(@Nullable Watched before, long next, long lag, Instant now) {
        if (before == null || before.next() != next || lag == 0) {
            return new Watched(next, now, false);
        }
        boolean stalled = before.reported() || !now.isBefore(before.since().plus(after));
        return new Watched(next, before.since(), stalled);
    }

    private OpsConsumerStalled report(
            TopicPartition partition, long next, long lag, Instant since, @Nullable Instant resolvedAt, Instant now) {
        return new OpsConsumerStalled(
                group, partition.topic(), partition.partition(), next, lag, since, resolvedAt, now);
    }

    /** The reports of the look are published. */
    void accept(Look look) {
        watched = look.seen();
    }

    /** How many partitions are stalled. */
    long stalled() {
        return watched.values().stream().filter(Watched::reported).count();
    }
}
