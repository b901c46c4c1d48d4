package io.usher.api.commands;

import io.usher.api.http.security.Caller;
import io.usher.contract.event.Event;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Brings the worker's decisions to those who wait for them in this program, by the id of the request or command that was
 * decided. Holds nothing that nobody waits for. Safe for several threads.
 */
public final class AwaitedDecisions {

    private final int most;
    private final int mostOfTenant;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byTenant = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UUID, List<Waiter>> waiting = new ConcurrentHashMap<>();
    private volatile boolean released;

    /**
     * @param most how many may wait at the same time
     * @param mostOfTenant how many of them for the same {@link Caller#tenant}
     */
    public AwaitedDecisions(int most, int mostOfTenant) {
        this.most = most;
        this.mostOfTenant = mostOfTenant;
    }

    /** From now on the decision is kept for the waiter until it is closed. Empty if too many wait already. */
    public Optional<Waiter> register(Caller caller, UUID awaited) {
        Waiter waiter = new Waiter(awaited, caller.tenant());
        if (!waiter.takePlace()) {
            return Optional.empty();
        }
        waiting.compute(awaited, (id, others) -> {
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
    public boolean isAwaited(UUID id) {
        return waiting.containsKey(id);
    }

    /** Whether anybody waits for anything. */
    public boolean isIdle() {
        return waiting.isEmpty();
    }

    public int size() {
        return count.get();
    }

    /** Whether all places are taken, whoever asks. */
    public boolean isFull() {
        return count.get() >= most;
    }

    /** @param decision of the request or command with that id */
    public void decided(UUID id, Event decision) {
        List<Waiter> waiters = waiting.getOrDefault(id, List.of());
        for (Waiter waiter : waiters) {
            waiter.tell(decision);
        }
    }

    /** One who waits for one decision. */
    public final class Waiter implements AutoCloseable {

        private final UUID awaited;
        private final String tenant;
        private final Sinks.One<Event> decision = Sinks.one();

        private Waiter(UUID awaited, String tenant) {
            this.awaited = awaited;
            this.tenant = tenant;
        }

        private boolean takePlace() {
            boolean room = count.incrementAndGet() <= most;
            if (byTenant.merge(tenant, 1, Integer::sum) <= mostOfTenant && room) {
                return true;
            }
            leavePlace();
            return false;
        }

        private void leavePlace() {
            count.decrementAndGet();
            byTenant.computeIfPresent(tenant, (same, places) -> places == 1 ? null : places - 1);
        }

        /** Completes with the decision, also when it came before the subscription; empty when the program ends. */
        public Mono<Event> decision() {
            return decision.asMono();
        }

        private void tell(Event decided) {
            // A decision that is delivered twice is the same.
            var unused = decision.tryEmitValue(decided);
        }

        private void release() {
            // A decision that was delivered before is kept.
            var unused = decision.tryEmitEmpty();
        }

        @Override
        public void close() {
            waiting.computeIfPresent(awaited, (id, all) -> {
                if (all.remove(this)) {
                    leavePlace();
                }
                return all.isEmpty() ? null : all;
            });
        }
    }
}
