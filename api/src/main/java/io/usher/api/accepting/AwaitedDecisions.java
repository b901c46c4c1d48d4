package io.usher.api.accepting;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.id.AcceptanceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Brings decisions to those who wait for them in this program. Holds nothing for acceptances that nobody waits for.
 * Safe for several threads.
 */
public final class AwaitedDecisions {

    private final int most;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<UUID, List<Waiter>> waiting = new ConcurrentHashMap<>();
    private volatile boolean released;

    /** @param most how many may wait at the same time */
    public AwaitedDecisions(int most) {
        this.most = most;
    }

    /** From now on the decision is kept for the waiter until it is closed. Empty where too many wait already. */
    Optional<Waiter> register(AcceptanceId acceptance) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return Optional.empty();
        }
        Waiter waiter = new Waiter(acceptance.value());
        waiting.compute(acceptance.value(), (id, others) -> {
            List<Waiter> all = others == null ? new CopyOnWriteArrayList<>() : others;
            all.add(waiter);
            return all;
        });
        if (released) {
            waiter.release();
        }
        return Optional.of(waiter);
    }

    /** Ends all waiting, now and from now on, without decisions: the program ends. */
    public void release() {
        released = true;
        waiting.values().forEach(waiters -> waiters.forEach(Waiter::release));
    }

    /** Whether anybody waits for it: decides cheaply which decisions are worth reading. */
    public boolean isAwaited(UUID acceptance) {
        return waiting.containsKey(acceptance);
    }

    /** Whether anybody waits for anything. */
    public boolean isIdle() {
        return waiting.isEmpty();
    }

    public int size() {
        return count.get();
    }

    public void decided(AcceptanceDecided decision) {
        List<Waiter> waiters = waiting.getOrDefault(decision.acceptance().value(), List.of());
        for (Waiter waiter : waiters) {
            waiter.tell(Acceptance.of(decision));
        }
    }

    /** One who waits for one decision. */
    final class Waiter implements AutoCloseable {

        private final UUID acceptance;
        private final Sinks.One<Acceptance> decision = Sinks.one();

        private Waiter(UUID acceptance) {
            this.acceptance = acceptance;
        }

        /** Completes with the decision, also when it came before the subscription; empty when the program ends. */
        Mono<Acceptance> decision() {
            return decision.asMono();
        }

        private void tell(Acceptance decided) {
            // A decision that is delivered twice is the same.
            var unused = decision.tryEmitValue(decided);
        }

        private void release() {
            // Whoever was told before stays told.
            var unused = decision.tryEmitEmpty();
        }

        @Override
        public void close() {
            waiting.computeIfPresent(acceptance, (id, all) -> {
                if (all.remove(this)) {
                    count.decrementAndGet();
                }
                return all.isEmpty() ? null : all;
            });
        }
    }
}
