package io.usher.acceptance.deciding;

import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** What is stored of decisions: the only truth about seats. */
public interface Ledger {

    /** How far a partition is decided and told; a partition that was never seen starts at 0. */
    Mono<LogPosition> position(int partition);

    /**
     * Decides a batch in one transaction: moves the position on from where the batch expects it, locks the
     * organizations and invitations of the batch, reads how things stand, applies the rules and writes what they came
     * to. Either all of it is stored or nothing.
     *
     * @return the decisions, stored; fails with {@link PositionMoved} and stores nothing when the position is not where
     *     the batch expects it
     */
    Mono<List<Decision>> decide(Batch batch, Function<Standing, Decisions> rules);

    /**
     * Takes a partition's position back. Requests that are met again keep the decision that they have, so this is
     * always safe.
     */
    Mono<Void> rewind(int partition, long next);

    /** Decisions that are stored but perhaps not published, in log order. */
    Mono<List<Decision>> unpublished(LogPosition position);

    /**
     * Remembers that everything below the offset is published. May be forgotten when the server crashes: then it is
     * published again.
     */
    Mono<Void> published(int partition, long offset);
}
