package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Command.Single;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Stores decisions. The authoritative state of seats. */
public interface Ledger {

    /**
     * The stored position of a partition. May be a position in an earlier log.
     *
     * @param log where a partition without a position begins, at offset 0
     */
    Mono<LogPosition> position(String topic, int partition, UUID log);

    /**
     * Decides a batch in one transaction: advances the position from where the batch expects it, locks the invitations
     * of the batch and the organizations whose plan limits seats, reads the state, applies the rules, writes the result
     * and appends the events to the outbox. Either all of it is stored or nothing. A batch whose events would be too
     * large is decided in part. Fails with {@link PositionMoved} and stores nothing if the position is not where the
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
     * Moves a position: into the log that replaced its log, or back to where a log that lost its tail continues.
     * Requests that are read again keep their decisions.
     *
     * @param from the position that was read; fails with {@link PositionMoved} and changes nothing if it has changed
     *     since
     */
    Mono<LogPosition> moveTo(LogPosition from, UUID log, long next);

    /**
     * The stored part of a batch.
     *
     * @param position of the partition: at the end of the batch, or before it if the batch was decided in part
     */
    record Decided(LogPosition position, BatchResult result) {}
}
