package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.asking.Answer.Queued;
import io.usher.api.acceptances.asking.Answer.Refused;
import io.usher.api.acceptances.asking.RequestQueue.Placement;
import io.usher.api.acceptances.asking.RequestQueue.Placement.Placed;
import io.usher.api.acceptances.asking.RequestQueue.Placement.TooMany;
import io.usher.api.acceptances.asking.RequestQueue.Placement.Unconfirmed;
import io.usher.api.commands.EarlierRequests.Earlier;
import io.usher.api.commands.KeyUse;
import io.usher.api.commands.OncePerKey;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes requests for seats. A request for a cached invitation reaches the queue without database access. Refuses only
 * what is certain; the acceptance worker decides everything else.
 */
public final class AskingForSeats {

    private final KnownInvitations invitations;
    private final Refusals refusals;
    private final RequestQueue queue;
    private final OncePerKey keys;
    private final WaitingForDecisions decisions;
    private final Supplier<AcceptanceId> ids;

    public AskingForSeats(
            KnownInvitations invitations,
            Refusals refusals,
            RequestQueue queue,
            OncePerKey keys,
            WaitingForDecisions decisions,
            Supplier<UUID> ids) {
        this.invitations = invitations;
        this.refusals = refusals;
        this.queue = queue;
        this.keys = keys;
        this.decisions = decisions;
        this.ids = () -> new AcceptanceId(ids.get());
    }

    /** Requires the scope {@code acceptances:write}. Fails only if the invitation is not cached and loading fails. */
    public Mono<Answer> ask(Caller caller, SeatRequest request) {
        return invitations
                .find(caller, request.invitation())
                .filter(invitation -> caller.sees(invitation.organization()))
                .doOnNext(invitation -> caller.in(invitation.organization()).require(Action.ASK_FOR_SEATS))
                .flatMap(invitation -> ask(caller, request, invitation))
                .switchIfEmpty(Mono.just(new Refused(SeatRefusals.NO_SUCH_INVITATION)));
    }

    /** For somebody whose own address it is, which they have proven: takes no scope. Fails as {@link #ask}. */
    public Mono<Answer> askForOneself(Caller person, SeatRequest request) {
        return askForOneself(person, request, invitation -> true);
    }

    /** Likewise, but whoever has shown a token sees the invitations of its organization alone. */
    public Mono<Answer> askForOneselfIfVisible(Caller person, SeatRequest request) {
        return askForOneself(
                person, request, invitation -> person.account().isPresent() || person.sees(invitation.organization()));
    }

    private Mono<Answer> askForOneself(Caller person, SeatRequest request, Predicate<KnownInvitation> visible) {
        return invitations
                .find(person, request.invitation())
                .filter(visible)
                .flatMap(invitation -> ask(person, request, invitation))
                .switchIfEmpty(Mono.just(new Refused(SeatRefusals.NO_SUCH_INVITATION)));
    }

    private Mono<Answer> ask(Caller caller, SeatRequest request, KnownInvitation invitation) {
        KeyUse use = request.keyUse(caller.id(), invitation);
        AcceptanceId id = use == null ? ids.get() : use.acceptance();
        AcceptanceRequested event = request.event(id, invitation);
        Mono<Answer> first = refusedOrQueued(invitation, request, event, use);
        Mono<Answer> asked = use == null ? first : once(event, use, first);
        return request.patience().isZero()
                ? asked
                : decisions.awaiting(caller, id, request.patience(), asked, use != null);
    }

    private Mono<Answer> once(AcceptanceRequested event, KeyUse use, Mono<Answer> first) {
        return keys.queue(use, Answer.class, before -> Mono.just(repeated(event, before)), first)
                .switchIfEmpty(Mono.just(new Refused(Refusal.KEY_REUSED)));
    }

    private static Answer repeated(AcceptanceRequested event, Earlier before) {
        return before.refusal() == null
                ? queued(event, before.requestedAt(), true)
                : new Refused(SeatRefusals.of(before.refusal()));
    }

    private Mono<Answer> refusedOrQueued(
            KnownInvitation invitation, SeatRequest request, AcceptanceRequested event, @Nullable KeyUse use) {
        return refusals.of(invitation, request.email())
                .map(reason -> refused(use, reason))
                .switchIfEmpty(queue(event, use));
    }

    private Answer refused(@Nullable KeyUse use, RejectionReason reason) {
        if (use != null) {
            keys.rememberRefused(use, reason);
        }
        return new Refused(SeatRefusals.of(reason));
    }

    private Mono<Answer> queue(AcceptanceRequested event, @Nullable KeyUse use) {
        return Mono.defer(() -> queue.add(event, use)).map(placement -> answer(event, use, placement));
    }

    private Answer answer(AcceptanceRequested event, @Nullable KeyUse use, Placement placement) {
        return switch (placement) {
            case Placed placed -> {
                refusals.appended(placed.appendedAt());
                if (use != null) {
                    keys.remember(use, placed.appendedAt());
                }
                yield queued(event, placed.appendedAt(), false);
            }
            case TooMany tooMany -> new Refused(SeatRefusals.OVERLOADED);
            case Unconfirmed unconfirmed -> new Refused(SeatRefusals.UNCONFIRMED);
        };
    }

    private static Queued queued(AcceptanceRequested event, Instant requestedAt, boolean repeated) {
        return new Queued(Acceptance.pending(event, requestedAt), repeated, false);
    }
}
