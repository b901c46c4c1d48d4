package io.usher.acceptance.deciding;

import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/** What is stored of decisions: the only truth about seats. */
public interface Ledger {

    /**
     * How far a partition is decided and published. May be the position in an earlier log.
     *
     * @param log where a partition that was never seen starts, at offset 0
     */
    Mono<LogPosition> position(int partition, UUID log);

    /**
     * Decides a batch in one transaction: moves the position on from where the batch expects it, locks the invitations
     * of the batch and those organizations whose plan limits seats, reads what the rules need, applies them and writes
     * their result. Either all of it is stored or nothing. A batch whose events would be too large is decided in part.
     *
     * @return what was stored; fails with {@link PositionMoved} and stores nothing if the position is not where the
     *     batch expects it
     */
    Mono<Decided> decide(Batch batch, BiFunction<Standing, List<Request>, Decisions> rules);

    /**
     * Takes a position to another place: in a log that replaced the one it belongs to, or back to where a log that lost
     * its tail continues. Requests that are met again keep the decision that they have.
     *
     * @param from what was read; fails with {@link PositionMoved} and changes nothing if it is not so any more
     */
    Mono<LogPosition> moveTo(LogPosition from, UUID log, long next);

    /** Decisions that are stored but perhaps not published, in log order, at most those of so many offsets; no erased ones. */
    Mono<List<Decision>> unpublished(LogPosition position, int offsets);

    /**
     * Remembers that everything below the offset is published. May be forgotten when the server crashes: then it is
     * published again.
     */
    Mono<Void> published(LogPosition position, long offset);

    /**
     * What was stored of a batch.
     *
     * @param position where the partition's position is now: at the batch's end, or before it if the batch was cut
     * @param decisions new ones, in log order
     * @param repeated earlier ones on the same records, which may not be published
     */
    record Decided(LogPosition position, List<Decision> decisions, List<Decision> repeated) {}
}
