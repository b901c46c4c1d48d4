package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Command.Single;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What is stored of decisions: the only truth about seats. */
public interface Ledger {

    /**
     * How far a partition is decided. May be the position in an earlier log.
     *
     * @param log that a partition starts with that was never seen, at offset 0
     */
    Mono<LogPosition> position(String topic, int partition, UUID log);

    /**
     * Decides a batch in one transaction: moves the position on from where the batch expects it, locks the invitations
     * of the batch and those organizations whose plan limits seats, reads what the rules need, applies them, writes their
     * result and appends its events to the outbox. Either all of it is stored or nothing. A batch whose events would be
     * too large is decided in part. Fails with {@link PositionMoved} and stores nothing if the position is not where the
     * batch expects it.
     */
    Mono<Decided> decide(Batch batch);

    /**
     * Decides a single command of a log, in the same way.
     *
     * @param next where the position is afterwards
     */
    Mono<Decided> decide(Single command, LogPosition from, @Nullable Integer epoch, long next);

    /** Decides a single command that is in no log, in the same way. */
    Mono<BatchResult> decide(Single command);

    /**
     * Takes a position to another place: in a log that replaced the one it belongs to, or back to where a log that lost
     * its tail continues. Requests that are met again keep the decision that they have.
     *
     * @param from what was read; fails with {@link PositionMoved} and changes nothing if it is not so any more
     */
    Mono<LogPosition> moveTo(LogPosition from, UUID log, long next);

    /**
     * What was stored of a batch.
     *
     * @param position where the partition's position is now: at the batch's end, or before it if the batch was cut
     */
    record Decided(LogPosition position, BatchResult result) {}
}
