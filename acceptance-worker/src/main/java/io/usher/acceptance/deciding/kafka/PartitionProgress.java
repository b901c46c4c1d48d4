package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.LogPosition;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How far an assigned partition is decided, as far as this program knows.
 *
 * @param log the one that the records were fetched from
 * @param position behind the last batch, once that is stored; null after a failure: it has to be read again
 * @param fetchedAgain whether the records from the position on were fetched a second time
 * @param followsFailure whether the batch before failed
 */
record PartitionProgress(
        UUID log,
        @Nullable CompletableFuture<@Nullable LogPosition> position,
        boolean fetchedAgain,
        boolean followsFailure) {

    static PartitionProgress at(LogPosition position, boolean followsFailure) {
        return new PartitionProgress(
                position.log(), CompletableFuture.completedFuture(position), false, followsFailure);
    }

    /** While a batch is being decided. */
    static PartitionProgress towards(CompletableFuture<@Nullable LogPosition> position, UUID log) {
        return new PartitionProgress(log, position, false, false);
    }

    PartitionProgress fetchedOnceMore() {
        return new PartitionProgress(log, position, true, followsFailure);
    }

    PartitionProgress uncertain() {
        return new PartitionProgress(log, null, false, true);
    }

    boolean hasFailed() {
        return position == null || position.isCompletedExceptionally();
    }
}
