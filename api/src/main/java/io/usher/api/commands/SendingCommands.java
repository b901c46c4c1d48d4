package io.usher.api.commands;

import io.usher.api.commands.AwaitedDecisions.Waiter;
import io.usher.api.commands.CommandQueue.Delivery;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends commands to the worker and waits for its decisions. Keeps nothing for callers who stop waiting. */
public final class SendingCommands {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final CommandQueue queue;
    private final OncePerKey keys;
    private final AwaitedDecisions decisions;
    private final CommandLog log;
    private final Clock clock;

    public SendingCommands(
            CommandQueue queue, OncePerKey keys, AwaitedDecisions decisions, CommandLog log, Clock clock) {
        this.queue = queue;
        this.keys = keys;
        this.decisions = decisions;
        this.log = log;
        this.clock = clock;
    }

    /**
     * The event that answers the command, which is kept in the log before it is sent. Empty if it did not arrive in time, or if too many callers wait already: the
     * worker executes the command in either case. Ends the request with 503 if the command was not sent or not confirmed,
     * and with 422 if another request was made under the key.
     *
     * @param id the command's; the wait begins before the command is sent, so the answer cannot be missed
     * @param use the idempotency key of the command, taken from its confirmation on; null = there is no key
     */
    public Mono<Event> send(Caller caller, CommandId id, Event command, @Nullable KeyUse use, Duration patience) {
        return send(caller, id, command, Mono.defer(() -> log.asked(caller, id, command)), use, patience);
    }

    /**
     * Sends the commands of one request, which are one in the log, and waits until each is answered or its time is up. Ends
     * the request as {@link #send}, also if that happens to one of them.
     *
     * @param atOnce how many are under way
     */
    public Mono<Void> sendTogether(
            Caller caller, List<MemberTeamChangeRequested> commands, int atOnce, Duration patience) {
        return commands.isEmpty()
                ? Mono.empty()
                : log.askedTogether(caller, commands)
                        .thenMany(Flux.fromIterable(commands)
                                .flatMap(
                                        command ->
                                                send(caller, command.command(), command, Mono.empty(), null, patience),
                                        atOnce))
                        .then();
    }

    /** Commands of one request that are all decided, and have changed nobody, are not in the log. */
    public Mono<Void> changedNobody(List<MemberTeamChangeRequested> commands) {
        return log.changedNobody(commands);
    }

    private Mono<Event> send(
            Caller caller, CommandId id, Event command, Mono<Void> asked, @Nullable KeyUse use, Duration patience) {
        return Mono.using(
                () -> patience.isZero() ? Optional.<Waiter>empty() : decisions.register(caller, id.value()),
                waiter -> add(asked, id, new EventMessage(id.toString(), Source.API, clock.instant(), command), use)
                        .flatMap(delivery -> answer(delivery, waiter, patience))
                        .delayUntil(answer -> log.answered(id, answer)),
                waiter -> waiter.ifPresent(Waiter::close));
    }

    private Mono<Delivery> add(Mono<Void> asked, CommandId id, EventMessage command, @Nullable KeyUse use) {
        Mono<Delivery> kept = asked.then(Mono.defer(() -> queue.add(command, use)))
                .delayUntil(delivery -> delivery == Delivery.OVERLOADED
                        ? log.notSent(id, command.event(), "overloaded")
                        : Mono.empty());
        if (use == null) {
            return kept;
        }
        Mono<Delivery> added = kept.doOnNext(delivery -> {
            if (delivery == Delivery.CONFIRMED) {
                keys.remember(use, command.time());
            }
        });
        // A repeat is sent again: the worker decides a command once.
        return keys.queue(use, Delivery.class, before -> added, added).switchIfEmpty(Mono.error(Refusal.KEY_REUSED));
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
