package io.usher.acceptance.deciding;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition of the log has been worked through.
 *
 * @param log the log that the offsets belong to: the topic's id. A topic that is created anew under the same name has
 *     another one
 * @param epoch of the leader that appended the last decided record; null if unknown
 * @param next the first offset that is not decided
 * @param published the first offset whose decision may not be published
 */
public record LogPosition(int partition, UUID log, @Nullable Integer epoch, long next, long published) {

    /** The same position, decided and published up to another offset. */
    LogPosition published(@Nullable Integer newEpoch, long offset) {
        return new LogPosition(partition, log, newEpoch, offset, offset);
    }
}
