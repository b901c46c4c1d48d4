package io.usher.acceptance.deciding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records of one partition.
 *
 * @param from where the position of the partition must be for the batch to be decided
 * @param epoch of the leader that appended the records; null if unknown
 * @param next where the position is afterwards
 * @param requests the readable ones, in log order
 */
public record Batch(LogPosition from, @Nullable Integer epoch, long next, List<Request> requests) {

    /** The part of the batch that begins at a position. */
    public Batch after(LogPosition position) {
        return new Batch(
                position,
                epoch,
                next,
                requests.stream()
                        .filter(request -> request.offset() >= position.next())
                        .toList());
    }
}
