package io.usher.acceptance.deciding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of the log of one partition.
 *
 * @param from where the partition's position must be for the batch to be decided
 * @param epoch of the leader that appended the records; null if unknown
 * @param next where the position is afterwards
 * @param requests those in the run that could be read, in log order
 */
public record Batch(LogPosition from, @Nullable Integer epoch, long next, List<Request> requests) {

    /** What is left of the batch if it was decided up to a position. */
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
