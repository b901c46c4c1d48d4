package io.usher.acceptance.deciding;

import io.usher.contract.kafka.EventMessage;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Decides batches of requests and tells the decisions. What is stored but was not told, because the program ended in
 * between, is told again by {@link #resume}: nothing is lost, and a repeat carries the same event id.
 */
public final class DecidingAcceptances {

    private final Ledger ledger;
    private final Announcements announcements;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public DecidingAcceptances(Ledger ledger, Announcements announcements, Clock clock, Supplier<UUID> ids) {
        this.ledger = ledger;
        this.announcements = announcements;
        this.clock = clock;
        this.ids = ids;
    }

    /** Where a partition goes on: finds its position and tells what may not have been told. */
    public Mono<Long> resume(int partition) {
        return ledger.position(partition).flatMap(position -> {
            Mono<Void> told = position.everythingPublished()
                    ? Mono.empty()
                    : ledger.unpublished(position)
                            .flatMap(decisions -> announce(decisions, partition, position.next()));
            return told.thenReturn(position.next());
        });
    }

    /** Goes back to where the log goes on, see {@link Ledger#rewind}. */
    public Mono<Void> rewind(int partition, long next) {
        return ledger.rewind(partition, next);
    }

    /** Stores the decisions of a batch, then publishes them; the position is then {@link Batch#next}. */
    public Mono<List<Decision>> decide(Batch batch) {
        return ledger.decide(batch, standing -> SeatDecider.decide(standing, batch.requests(), clock.instant(), ids))
                .flatMap(decisions ->
                        announce(decisions, batch.partition(), batch.next()).thenReturn(decisions));
    }

    private Mono<Void> announce(List<Decision> decisions, int partition, long next) {
        List<EventMessage> messages = decisions.stream()
                .flatMap(decision -> DecisionEvents.of(decision).stream())
                .toList();
        return announcements.publish(messages).then(ledger.published(partition, next));
    }
}
