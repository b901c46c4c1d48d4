package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.commands.DecidedCommands;
import io.usher.api.commands.DecidedCommands.Decided;
import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import io.usher.api.commands.OncePerKey;
import io.usher.api.commands.SendingCommands;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.Event;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Withdraws acceptances, which frees their seats or places on the waiting list. Requires the scope
 * {@code acceptances:write}, or that it is one's own; the worker decides.
 */
public final class WithdrawingAcceptances {

    private final FollowingAcceptances following;
    private final Acceptances decided;
    private final SendingCommands commands;
    private final DecidedCommands decidedCommands;
    private final OncePerKey keys;
    private final Supplier<UUID> ids;

    public WithdrawingAcceptances(
            FollowingAcceptances following,
            Acceptances decided,
            SendingCommands commands,
            DecidedCommands decidedCommands,
            OncePerKey keys,
            Supplier<UUID> ids) {
        this.following = following;
        this.decided = decided;
        this.commands = commands;
        this.decidedCommands = decidedCommands;
        this.keys = keys;
        this.ids = ids;
    }

    /**
     * The acceptance as it is after the worker's answer, or as it was before if no answer arrives in time. The worker
     * carries out the command in either case. Ends the request with 404 if there is no such acceptance for the caller,
     * with 409 if it cannot be withdrawn, with 422 if another request was made under the key, and with 503 if the
     * command may not have been sent.
     *
     * @param own the address that a person has proven: of their own it takes no scope
     * @param idempotencyKey requests to withdraw an acceptance under the same key are one command for as long as the
     *     key is taken, and requests after the decision are answered at once; null = each request is a new one
     * @param reservation takes the key and emits when it was first taken; fails if another request was made under it
     */
    public Mono<Acceptance> withdraw(
            Caller caller,
            Optional<EmailAddress> own,
            AcceptanceId acceptance,
            @Nullable String idempotencyKey,
            Mono<Instant> reservation,
            Duration patience) {
        return following
                .findOwn(caller, own, acceptance)
                .switchIfEmpty(Mono.defer(() -> following.find(caller, acceptance, Action.ASK_FOR_SEATS)))
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(found -> idempotencyKey == null
                        ? send(caller, found, new CommandId(ids.get()), null, patience)
                        : sendOnce(caller, found, idempotencyKey, reservation, patience));
    }

    /**
     * Somebody's own, which takes no scope; otherwise like {@link #withdraw} without a key. For others there is no such
     * acceptance.
     */
    public Mono<Acceptance> withdrawOwn(
            Caller person, EmailAddress address, AcceptanceId acceptance, Duration patience) {
        return following
                .findOwn(address, acceptance)
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(found -> send(person, found, new CommandId(ids.get()), null, patience));
    }

    private Mono<Acceptance> sendOnce(
            Caller caller, Acceptance found, String key, Mono<Instant> reservation, Duration patience) {
        KeyUse use = new KeyUse(
                Digest.of(caller.id(), key), Digest.of("withdraw", found.id().toString()));
        // Requests for seats use keys without the database, so the reservation does not know them.
        return Mono.defer(() -> keys.isTakenByAnother(use) ? Mono.error(Refusal.KEY_REUSED) : reservation)
                .flatMap(takenAt ->
                        answeredOrSent(caller, found, command(use, found, takenAt), use.takenAt(takenAt), patience));
    }

    /**
     * Depends on the time at which the key was taken: decisions are kept longer than keys, and a key that is used again
     * after 24 hours must not find the decision of the earlier command.
     */
    private static CommandId command(KeyUse use, Acceptance found, Instant takenAt) {
        return new KeyUse(use.key(), Digest.of("withdraw", found.id().toString(), takenAt.toString())).command();
    }

    private Mono<Acceptance> answeredOrSent(
            Caller caller, Acceptance found, CommandId command, KeyUse use, Duration patience) {
        return decidedCommands
                .find(command)
                .flatMap(before -> answered(before, found))
                .switchIfEmpty(Mono.defer(() -> send(caller, found, command, use, patience)));
    }

    private Mono<Acceptance> answered(Decided before, Acceptance found) {
        return before.refusal() == null
                ? stored(found.original() == null ? found.id() : found.original())
                        .defaultIfEmpty(found)
                : Mono.error(refusal(before.refusal()));
    }

    private Mono<Acceptance> send(
            Caller caller, Acceptance found, CommandId command, @Nullable KeyUse use, Duration patience) {
        return commands.send(
                        caller,
                        command,
                        new AcceptanceWithdrawalRequested(
                                command, found.id(), found.invitation(), found.organization()),
                        use,
                        patience)
                .flatMap(this::answered)
                // The answer to a repeat may have arrived before this request waited for it.
                .switchIfEmpty(stored(found.id()).defaultIfEmpty(found));
    }

    private Mono<Acceptance> answered(Event answer) {
        return switch (answer) {
            case AcceptanceWithdrawn withdrawn ->
                stored(withdrawn.acceptance())
                        .filter(found -> found.outcome() == Outcome.WITHDRAWN)
                        .defaultIfEmpty(Acceptance.of(withdrawn));
            case AcceptanceWithdrawalRefused refused -> Mono.error(refusal(refused.reason()));
            default ->
                throw new IllegalStateException(
                        "answer: " + answer.getClass().getSimpleName() + " (expected one about a withdrawal)");
        };
    }

    /** Also empty if it cannot be read now. */
    private Mono<Acceptance> stored(AcceptanceId acceptance) {
        // The store has counted this outage.
        return decided.find(acceptance).onErrorResume(StoreFailure.class, unknown -> Mono.empty());
    }

    private static Refusal refusal(String reason) {
        return switch (reason) {
            case AcceptanceWithdrawalRefused.NO_SUCH_ACCEPTANCE -> Refusal.notFound();
            case AcceptanceWithdrawalRefused.NOT_WITHDRAWABLE ->
                Refusal.conflict(
                        "not-withdrawable",
                        "The acceptance was rejected, is already withdrawn, or its membership has ended.");
            case AcceptanceWithdrawalRefused.LAST_ADMIN ->
                Refusal.conflict("last-admin", "The organization would be left without an admin.");
            default -> throw new IllegalStateException("reason: " + reason + " (expected a known one)");
        };
    }
}
