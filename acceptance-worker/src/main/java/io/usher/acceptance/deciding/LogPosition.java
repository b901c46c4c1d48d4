package io.usher.acceptance.deciding;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition of a log is decided.
 *
 * @param log the log that the offsets belong to: the id of the topic. A topic that is recreated under the same name has
 *     another id
 * @param epoch of the leader that appended the last decided record; null if unknown
 * @param next the first offset that is not decided
 */
public record LogPosition(
        String topic, int partition, UUID log, @Nullable Integer epoch, long next) {}
