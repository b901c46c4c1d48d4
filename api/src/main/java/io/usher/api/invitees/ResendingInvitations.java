package io.usher.api.invitees;

import static java.util.stream.Collectors.toSet;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.HoldingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitees.InvitedPeople.Renewed;
import io.usher.contract.event.Event;
import io.usher.contract.event.InviteeEvent.InviteeResent;
import io.usher.contract.id.InviteeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Sends invitations to people once more, inside of the caller's transaction, with a new personal link: earlier ones no longer
 * work. Takes {@code invitations:write}. An address is written to at most three times a day on behalf of an
 * organization.
 */
public final class ResendingInvitations {

    /** As the audit log calls it. */
    private static final String RESENT = "invitee.resent";

    private final HoldingInvitees holdingInvitees;
    private final HoldingInvitations holding;
    private final InvitedPeople people;
    private final Resends resends;
    private final ReportingInvitees reporting;
    private final Clock clock;

    ResendingInvitations(
            HoldingInvitees holdingInvitees,
            HoldingInvitations holding,
            InvitedPeople people,
            Resends resends,
            ReportingInvitees reporting,
            Clock clock) {
        this.holdingInvitees = holdingInvitees;
        this.holding = holding;
        this.people = people;
        this.resends = resends;
        this.reporting = reporting;
        this.clock = clock;
    }

    /** Ends the request with 409 for who is not to be written to, and with 429 for who was too often. */
    public Mono<Void> resend(Caller caller, String id) {
        return holdingInvitees
                .hold(caller, id)
                .flatMap(held -> {
                    Invitee invitee = held.invitee();
                    requireWanted(held);
                    return requireUnsuppressed(invitee)
                            .then(Mono.defer(() -> resend(held.invitation(), List.of(invitee), held.now())))
                            .filter(sent -> sent > 0)
                            .flatMap(sent -> reporting
                                    .keep(
                                            caller,
                                            invitee,
                                            RESENT,
                                            Map.of("link", invitee.generation()),
                                            Map.of("link", invitee.generation() + 1))
                                    .thenReturn(sent))
                            .switchIfEmpty(resends.next(invitee.organization(), invitee.address(), held.now())
                                    .map(next -> tooOften(Duration.between(held.now(), next)))
                                    .flatMap(Mono::error));
                })
                .then();
    }

    private static void requireWanted(HoldingInvitees.Held held) {
        Invitee invitee = held.invitee();
        held.requireNoUse();
        if (invitee.progress() == Progress.ACCEPTED) {
            throw InviteeState.accepted();
        }
        if (invitee.progress() == Progress.CANCELLED) {
            throw InviteeState.cancelled();
        }
        if (invitee.progress() == Progress.DECLINED) {
            throw InviteeState.declined();
        }
        if (isOver(held.invitation(), held.now())) {
            throw InviteeState.expired();
        }
    }

    private Mono<Void> requireUnsuppressed(Invitee invitee) {
        return resends.suppressed(invitee.organization(), List.of(invitee.address()))
                .hasElements()
                .flatMap(suppressed -> suppressed ? Mono.error(InviteeState.suppressed()) : Mono.empty());
    }

    private static boolean isOver(Invitation invitation, Instant now) {
        Instant end = invitation.terms().end();
        return end != null && !now.isBefore(end);
    }

    private static Refusal tooOften(Duration retryAfter) {
        return Refusal.limited(
                "resend-limit",
                "Invitations were sent to this address once more " + Resends.MOST + " times in a day.",
                retryAfter.plusSeconds(1));
    }

    /** Writes to the next of those who are still pending and may be written to. */
    public Mono<Step> resendPending(Caller caller, String invitation, Step before) {
        return holding.hold(caller, invitation, Action.CHANGE_INVITATIONS).flatMap(held -> {
            Instant now = clock.instant();
            Invitation of = held.invitation();
            if (isOver(of, now)) {
                throw InviteeState.expired();
            }
            return people.pending(of.id(), before.last(), Step.AT_ONCE, now)
                    .collectList()
                    .flatMap(some -> unsuppressed(of, some)
                            .flatMap(wanted -> resend(of, wanted, now))
                            .zipWhen(sent -> people.count(of.id()), (sent, all) -> before.and(some, sent, all))
                            .delayUntil(after -> reporting.keepPending(caller, of, RESENT, before, after)));
        });
    }

    private Mono<List<Invitee>> unsuppressed(Invitation invitation, List<Invitee> some) {
        return some.isEmpty()
                ? Mono.just(some)
                : resends.suppressed(
                                invitation.organization(),
                                some.stream().map(Invitee::address).toList())
                        .collect(toSet())
                        .map(suppressed -> some.stream()
                                .filter(one -> !suppressed.contains(one.address()))
                                .toList());
    }

    /** Returns how many. */
    private Mono<Integer> resend(Invitation invitation, List<Invitee> some, Instant now) {
        if (some.isEmpty()) {
            return Mono.just(0);
        }
        Instant linkExpiresAt = invitation.linksExpireAt(now);
        return resends.take(
                        invitation.organization(),
                        some.stream().map(Invitee::address).toList(),
                        now)
                .collect(toSet())
                .flatMap(allowed -> people.renewLinks(allowed(some, allowed), linkExpiresAt)
                        .collectMap(Renewed::id, Renewed::generation))
                .flatMap(renewed -> reporting
                        .publish(events(invitation, some, renewed, invitation.earlierOfEndAnd(linkExpiresAt)), now)
                        .thenReturn(renewed.size()));
    }

    private static List<InviteeId> allowed(List<Invitee> some, Set<String> addresses) {
        return some.stream()
                .filter(one -> addresses.contains(one.address()))
                .map(Invitee::id)
                .toList();
    }

    private static List<Event> events(
            Invitation invitation, List<Invitee> some, Map<InviteeId, Integer> renewed, Instant linkExpiresAt) {
        return some.stream()
                .filter(one -> renewed.containsKey(one.id()))
                .<Event>map(one -> new InviteeResent(
                        one.id(),
                        invitation.id(),
                        invitation.organization(),
                        one.named().email(),
                        one.named().firstName(),
                        one.named().lastName(),
                        renewed.getOrDefault(one.id(), one.generation()),
                        linkExpiresAt))
                .toList();
    }
}
