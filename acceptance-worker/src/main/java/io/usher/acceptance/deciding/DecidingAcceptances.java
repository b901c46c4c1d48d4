package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Ledger.Decided;
import io.usher.contract.kafka.EventMessage;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Decides batches of requests and publishes the decisions. What is stored but was not published, because the program
 * ended in between, is published by {@link #resume}: nothing is lost, and a repeat carries the same event id.
 */
public final class DecidingAcceptances {

    /** How much of a backlog of unpublished decisions is in memory at once. */
    private static final int OFFSETS_AT_ONCE = 2000;

    private final Ledger ledger;
    private final Announcements announcements;
    private final Clock clock;

    public DecidingAcceptances(Ledger ledger, Announcements announcements, Clock clock) {
        this.ledger = ledger;
        this.announcements = announcements;
        this.clock = clock;
    }

    /**
     * Where a partition goes on: finds its position and publishes what may not have been published.
     *
     * @param log the one that the partition has now; the position may belong to an earlier one
     */
    public Mono<LogPosition> resume(int partition, UUID log) {
        return ledger.position(partition, log)
                .expand(position -> position.published() < position.next() ? publishSome(position) : Mono.empty())
                .last();
    }

    private Mono<LogPosition> publishSome(LogPosition position) {
        long until = Math.min(position.next(), position.published() + OFFSETS_AT_ONCE);
        return ledger.unpublished(position, OFFSETS_AT_ONCE)
                .flatMap(decisions -> publish(decisions.stream(), position, until))
                .thenReturn(new LogPosition(
                        position.partition(), position.log(), position.epoch(), position.next(), until));
    }

    /** Goes on elsewhere, see {@link Ledger#moveTo}. */
    public Mono<LogPosition> moveTo(LogPosition from, UUID log, long next) {
        return ledger.moveTo(from, log, next);
    }

    /** Stores the decisions of a batch, or of its first part, then publishes them. */
    public Mono<Decided> decide(Batch batch) {
        return ledger.decide(batch, (standing, requests) -> SeatDecider.decide(standing, requests, clock.instant()))
                .flatMap(decided -> publish(
                                Stream.concat(decided.repeated().stream(), decided.decisions().stream()),
                                decided.position(),
                                decided.position().next())
                        .thenReturn(decided));
    }

    private Mono<Void> publish(Stream<Decision> decisions, LogPosition position, long until) {
        List<EventMessage> messages = decisions
                .flatMap(decision -> DecisionEvents.of(decision).stream())
                .toList();
        return announcements.publish(messages).then(ledger.published(position, until));
    }
}
