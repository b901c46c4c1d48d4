package io.usher.api.invitees;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far something is that is done to many people, some in each transaction.
 *
 * @param last the last one who was looked at; null = nobody
 * @param done to how many it was done
 * @param all how many people there are
 * @param finished whether everybody has been looked at
 */
public record Step(@Nullable UUID last, int done, int all, boolean finished) {

    static final int AT_ONCE = 1000;

    public static final Step FIRST = new Step(null, 0, 0, false);

    Step and(List<Invitee> looked, int doneToThem, int people) {
        UUID end = looked.isEmpty() ? last : looked.getLast().id().value();
        return new Step(end, done + doneToThem, people, looked.size() < AT_ONCE);
    }

    /** To how many it was not done. */
    public int skipped() {
        return Math.max(0, all - done);
    }
}
