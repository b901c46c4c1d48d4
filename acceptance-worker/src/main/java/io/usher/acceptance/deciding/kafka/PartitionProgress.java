package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.LogPosition;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How far an assigned partition is decided, as far as this program knows.
 *
 * @param log the one that the records were fetched from; null if no position was ever known
 * @param position behind the last batch, once that is stored; null after a failure: it has to be read again
 * @param batch the last batch: being decided, or gathered until the one before is stored; null if there is none
 * @param fetchedAgain whether the records from the position on were fetched a second time
 * @param followsFailure whether the batch before failed
 */
record PartitionProgress(
        @Nullable UUID log,
        @Nullable CompletableFuture<@Nullable LogPosition> position,
        @Nullable NextBatch batch,
        boolean fetchedAgain,
        boolean followsFailure) {

    /** Of a partition whose position has to be read. */
    static PartitionProgress unknown() {
        return new PartitionProgress(null, null, null, false, true);
    }

    static PartitionProgress at(LogPosition position, boolean followsFailure) {
        return new PartitionProgress(
                position.log(), CompletableFuture.completedFuture(position), null, false, followsFailure);
    }

    /** Until a batch is stored. */
    static PartitionProgress towards(CompletableFuture<@Nullable LogPosition> position, UUID log, NextBatch batch) {
        return new PartitionProgress(log, position, batch, false, false);
    }

    PartitionProgress fetchedOnceMore() {
        return new PartitionProgress(log, position, batch, true, followsFailure);
    }

    PartitionProgress uncertain() {
        return new PartitionProgress(log, null, null, false, true);
    }

    boolean isUnderWay() {
        return position != null && !position.isDone();
    }

    boolean hasFailed() {
        return position == null || position.isCompletedExceptionally();
    }

    /** Where the last batch ended; empty if that is not known, or not stored yet. */
    Optional<LogPosition> stored() {
        return position == null || !position.isDone() || position.isCompletedExceptionally()
                ? Optional.empty()
                : Optional.ofNullable(position.getNow(null));
    }
}
