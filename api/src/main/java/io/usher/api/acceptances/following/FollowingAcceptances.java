package io.usher.api.acceptances.following;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.Acceptances.Found;
import io.usher.api.acceptances.Acceptances.Placed;
import io.usher.api.acceptances.InvitationReach;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.commands.AwaitedDecisions.Waiter;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Tells what became of requests, pending ones included. Takes {@code acceptances:write},
 * {@code invitations:read} or {@code learners:invite}, as far as that reaches among invitations. What the caller may not see does not exist for it.
 */
public final class FollowingAcceptances {

    private static final int FURTHER_LOOKS = 3;
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Duration BETWEEN_SECOND_LOOKS = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS_OF_PEOPLE = Duration.ofMinutes(1);

    private final KnownInvitations invitations;
    private final PendingRequests pending;
    private final Acceptances decided;
    private final AwaitedDecisions decisions;
    private final InvitationReach reach;
    private final Duration betweenLooks;

    /** @param betweenLooks a request that another instance has just acknowledged takes about that long to be known here */
    public FollowingAcceptances(
            KnownInvitations invitations,
            PendingRequests pending,
            Acceptances decided,
            AwaitedDecisions decisions,
            InvitationReach reach,
            Duration betweenLooks) {
        this.invitations = invitations;
        this.pending = pending;
        this.decided = decided;
        this.decisions = decisions;
        this.reach = reach;
        this.betweenLooks = betweenLooks;
    }

    /** Empty if there is no such acceptance; fails if that is not known now. */
    public Mono<Acceptance> find(Caller caller, AcceptanceId id) {
        return find(caller, id, Action.FOLLOW_ACCEPTANCES);
    }

    /** Likewise, but requires the right to do this, too. */
    public Mono<Acceptance> find(Caller caller, AcceptanceId id, Action action) {
        return find(id).filter(acceptance -> caller.sees(acceptance.organization()))
                .doOnNext(acceptance -> caller.in(acceptance.organization()).require(action))
                .delayUntil(acceptance -> reach.require(
                        caller, acceptance.organization(), acceptance.invitation(), Action.FOLLOW_ACCEPTANCES));
    }

    /** Likewise, also somebody's own, to which they need no scope. */
    public Mono<Acceptance> find(Caller caller, Optional<EmailAddress> own, AcceptanceId id) {
        return findOwn(caller, own, id).switchIfEmpty(Mono.defer(() -> find(caller, id)));
    }

    /** Likewise, but somebody's own alone: of whoever has shown a token, in its organization. */
    public Mono<Acceptance> findOwn(Caller person, Optional<EmailAddress> own, AcceptanceId id) {
        return Mono.justOrEmpty(own)
                .flatMap(address -> findOwn(address, id))
                .filter(acceptance -> person.account().isPresent() || person.sees(acceptance.organization()));
    }

    /** Somebody's own, which takes no scope: empty for everybody else. Fails as {@link #find(Caller, AcceptanceId)}. */
    public Mono<Acceptance> findOwn(EmailAddress address, AcceptanceId id) {
        return find(id).filter(acceptance -> EmailAddress.parse(acceptance.email())
                .filter(asked -> asked.normal().equals(address.normal()))
                .isPresent());
    }

    /** Somebody's own requests that are not decided, at most a hundred. */
    public Flux<Acceptance> pendingOf(EmailAddress address) {
        return undecided(() -> pending.of(address));
    }

    /** Likewise, but for this invitation. */
    public Flux<Acceptance> pendingOf(EmailAddress address, InvitationId invitation) {
        return undecided(() ->
                pending.of(address).filter(acceptance -> acceptance.invitation().equals(invitation)));
    }

    /** Pending first, as in {@link #look}. */
    private Flux<Acceptance> undecided(Supplier<Stream<Acceptance>> waiting) {
        return Mono.fromSupplier(() -> waiting.get().toList())
                .filter(requests -> !requests.isEmpty())
                .flatMapMany(requests -> decided.among(
                                requests.stream().map(Acceptance::id).toList())
                        .flatMapIterable(known -> requests.stream()
                                .filter(request -> !known.contains(request.id()))
                                .toList()));
    }

    /**
     * What becomes of somebody's own request after the outcome that they have seen: at once if it is another by now. Who waits
     * for a seat waits for as long as that takes. Empty and failing as {@link #follow}.
     */
    public Mono<Acceptance> nextOfOwn(Caller person, EmailAddress address, AcceptanceId id, Outcome seen) {
        return findOwn(address, id)
                .flatMap(now -> now.outcome() == seen && isOpen(seen) ? next(person, now) : Mono.just(now));
    }

    /** Whether nobody else can be told what becomes of a request. */
    public boolean isFull() {
        return decisions.isFull();
    }

    private static boolean isOpen(Outcome outcome) {
        return outcome == Outcome.PENDING || outcome == Outcome.WAITLISTED;
    }

    private Mono<Acceptance> next(Caller person, Acceptance now) {
        AcceptanceId decided = now.original() == null ? now.id() : now.original();
        return Mono.using(
                () -> decisions.register(person, decided.value()),
                waiter -> waiter.map(registered -> changed(now, registered))
                        .orElseGet(() -> Mono.error(decisions.isFull() ? tryAgain() : tooMany())),
                waiter -> waiter.ifPresent(Waiter::close));
    }

    /** Its event may have come before the waiter was registered, or never come. */
    private Mono<Acceptance> changed(Acceptance now, Waiter waiter) {
        Mono<Acceptance> found = find(now.id())
                .filter(later -> later.outcome() != now.outcome())
                // Counted where it is named an outage; the next look follows.
                .onErrorResume(StoreFailure.class, later -> Mono.empty());
        Mono<Acceptance> coming =
                waiter.decision().cast(AcceptanceOutcome.class).map(Acceptance::of);
        Mono<Acceptance> foundLater = Flux.interval(BETWEEN_LOOKS_OF_PEOPLE)
                .onBackpressureDrop()
                .concatMap(tick -> found)
                .next();
        return found.switchIfEmpty(Mono.firstWithSignal(coming, foundLater));
    }

    private Mono<Acceptance> find(AcceptanceId id) {
        return look(id).switchIfEmpty(soonPending(id).switchIfEmpty(Mono.defer(() -> decided.find(id))))
                .switchIfEmpty(Mono.defer(() -> pending.complete() ? Mono.empty() : Mono.error(tryAgain())));
    }

    /** The decision wins. Pending first: what leaves there is decided by then. */
    private Mono<Acceptance> look(AcceptanceId id) {
        return Mono.defer(() -> {
            Optional<Acceptance> waiting = pending.find(id);
            return decided.find(id).switchIfEmpty(Mono.justOrEmpty(waiting));
        });
    }

    private Mono<Acceptance> soonPending(AcceptanceId id) {
        return Mono.fromSupplier(() -> pending.find(id).orElse(null))
                .repeatWhenEmpty(misses -> misses.take(FURTHER_LOOKS).delayElements(betweenLooks));
    }

    /**
     * The acceptance as it is and, if that is pending, its decision once it comes; then completes. Empty and failing as
     * {@link #find}; fails, too, if as many follow as may. A place is taken only once the acceptance is the caller's to
     * see.
     */
    public Flux<Acceptance> follow(Caller caller, Optional<EmailAddress> own, AcceptanceId id) {
        return find(caller, own, id)
                .flatMapMany(now -> now.outcome() == Outcome.PENDING ? untilDecided(caller, now) : Flux.just(now));
    }

    private Flux<Acceptance> untilDecided(Caller caller, Acceptance now) {
        return Flux.using(
                () -> decisions.register(caller, now.id().value()),
                waiter -> waiter.map(registered -> Flux.concat(Mono.just(now), decision(now.id(), registered)))
                        .orElseGet(() -> Flux.error(decisions.isFull() ? tryAgain() : tooMany())),
                waiter -> waiter.ifPresent(Waiter::close));
    }

    /** Its event may have come before the waiter was registered, or never come. */
    private Mono<Acceptance> decision(AcceptanceId id, Waiter waiter) {
        Mono<Acceptance> foundLater = Flux.interval(BETWEEN_SECOND_LOOKS)
                .onBackpressureDrop()
                .filter(tick -> pending.find(id).isEmpty())
                // Counted where it is named an outage; the next look follows.
                .concatMap(tick -> decided.find(id).onErrorResume(StoreFailure.class, later -> Mono.empty()))
                .next();
        Mono<Acceptance> coming = waiter.decision()
                .cast(AcceptanceOutcome.class)
                .map(Acceptance::of)
                .flatMap(decided::complete);
        return decided.find(id).switchIfEmpty(Mono.firstWithSignal(coming, foundLater));
    }

    /** In queue order, after the place {@code after}. Empty if there is no such invitation for the caller. */
    public Mono<Found> list(Caller caller, String invitation, AcceptanceFilter filter, long after, int limit) {
        return invitations
                .find(caller, invitation)
                .filter(known -> caller.sees(known.organization()))
                .delayUntil(known -> reach.require(caller, known.organization(), known.id(), Action.LIST_ACCEPTANCES))
                .flatMap(known -> filter.outcome() == Outcome.PENDING
                        ? waiting(known, filter, limit)
                        : decided.of(known.id(), filter, after, limit));
    }

    /** Their places are given with the decisions. Without the store as it was when it last answered. */
    private Mono<Found> waiting(KnownInvitation known, AcceptanceFilter filter, int limit) {
        return pending.dropDecided()
                // Counted where it is named an outage.
                .onErrorResume(StoreFailure.class, later -> Mono.empty())
                .then(Mono.fromSupplier(() -> waitingNow(known, filter, limit))
                        // A filter may make it read hundreds of thousands.
                        .subscribeOn(Schedulers.boundedElastic()));
    }

    private Found waitingNow(KnownInvitation known, AcceptanceFilter filter, int limit) {
        return new Found(
                pending.of(known.id(), filter)
                        .limit(limit)
                        .map(acceptance -> new Placed(Long.MAX_VALUE, acceptance))
                        .toList(),
                null);
    }

    private static Refusal tryAgain() {
        return Refusal.unavailable(TRY_AGAIN_AFTER);
    }

    private static Refusal tooMany() {
        return Refusal.tooManyRequests("Too many wait for decisions with your keys.", TRY_AGAIN_AFTER);
    }
}
