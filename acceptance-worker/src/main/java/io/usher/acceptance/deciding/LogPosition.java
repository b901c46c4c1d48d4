package io.usher.acceptance.deciding;

/**
 * How far a partition of the log has been worked through.
 *
 * @param next the first offset that is not decided
 * @param published the first offset whose decision may not be published
 */
public record LogPosition(int partition, long next, long published) {

    boolean everythingPublished() {
        return published >= next;
    }
}
