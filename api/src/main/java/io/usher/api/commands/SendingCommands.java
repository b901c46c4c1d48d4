package io.usher.api.commands;

import io.usher.api.commands.AwaitedDecisions.Waiter;
import io.usher.api.commands.CommandQueue.Delivery;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.Event;
import io.usher.contract.id.CommandId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends commands to the worker and waits for what it decides. Who stops waiting leaves nothing behind. */
public final class SendingCommands {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final CommandQueue queue;
    private final AwaitedDecisions decisions;
    private final Clock clock;

    public SendingCommands(CommandQueue queue, AwaitedDecisions decisions, Clock clock) {
        this.queue = queue;
        this.decisions = decisions;
        this.clock = clock;
    }

    /**
     * The event that answers the command. Empty if it did not come in that time, or if too many wait already: the worker
     * carries the command out all the same. Ends the request with 503 if the command was not sent or not confirmed.
     *
     * @param id the command's; an answer cannot come too early, since it is awaited before the command is sent
     */
    public Mono<Event> send(Caller caller, CommandId id, Event command, Duration patience) {
        return send(caller, id, command, null, patience);
    }

    /**
     * As {@link #send(Caller, CommandId, Event, Duration)}.
     *
     * @param use the idempotency key under which the command was requested; null = there is none
     */
    public Mono<Event> send(Caller caller, CommandId id, Event command, @Nullable KeyUse use, Duration patience) {
        return Mono.using(
                () -> patience.isZero() ? Optional.<Waiter>empty() : decisions.register(caller, id.value()),
                waiter -> queue.add(new EventMessage(id.toString(), Source.API, clock.instant(), command), use)
                        .flatMap(delivery -> answer(delivery, waiter, patience)),
                waiter -> waiter.ifPresent(Waiter::close));
    }

    private static Mono<Event> answer(Delivery delivery, Optional<Waiter> waiter, Duration patience) {
        return switch (delivery) {
            case CONFIRMED ->
                Mono.justOrEmpty(waiter)
                        .flatMap(registered -> registered.decision().timeout(patience, Mono.empty()));
            case OVERLOADED ->
                Mono.error(Refusal.unavailable(
                        "overloaded", "Too many requests are in flight. This one had no effect.", SOON));
            case UNCONFIRMED ->
                Mono.error(Refusal.unavailable(
                        "unavailable",
                        "The request was not confirmed and may or may not take effect. Repeat it.",
                        SOON));
        };
    }
}
