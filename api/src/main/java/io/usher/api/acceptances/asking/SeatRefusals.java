package io.usher.api.acceptances.asking;

import io.usher.api.http.problem.Refusal;
import io.usher.contract.event.RejectionReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Reasons not to queue a request for a seat. */
public final class SeatRefusals {

    private static final Duration SOON = Duration.ofSeconds(1);

    /** There is no such invitation, or the caller may not see it. */
    static final Refusal NO_SUCH_INVITATION = Refusal.notFound();

    /** Somebody asks for themselves with an address that they have not proven. */
    public static final Refusal EMAIL_UNVERIFIED =
            Refusal.conflict("email-unverified", "The issuer of the token does not say that the address is yours.");

    /** Too many requests are in flight; this one was not queued. */
    static final Refusal OVERLOADED =
            Refusal.unavailable("overloaded", "Too many requests are in flight. This one had no effect.", SOON);

    /** The broker did not confirm the request: it may or may not be in the queue. */
    static final Refusal UNCONFIRMED = Refusal.unavailable(
            "unavailable",
            "The request was not confirmed and may or may not be queued. Repeat it, with the same Idempotency-Key if"
                    + " it had one.",
            SOON);

    private static final List<Refusal> BY_REASON = Arrays.stream(RejectionReason.values())
            .map(reason -> Refusal.conflict(reason.wireName(), detail(reason)))
            .toList();

    private SeatRefusals() {}

    /** A certain refusal: the worker would decide the same. */
    public static Refusal of(RejectionReason reason) {
        return BY_REASON.get(reason.ordinal());
    }

    private static String detail(RejectionReason reason) {
        return switch (reason) {
            case INVITATION_DELETED -> "The invitation was deleted.";
            case INVITATION_DISABLED -> "The invitation is disabled.";
            case INVITATION_NOT_OPEN -> "The invitation is not open yet.";
            case INVITATION_EXPIRED -> "The invitation has expired.";
            case NOT_INVITED -> "The invitation is not for this address.";
            case INVITEE_CANCELLED -> "The invitation of this person was cancelled.";
            case QUOTA_FULL -> "All places of the invitation are taken.";
            case NO_SEATS_LEFT -> "The organization has no seat left.";
        };
    }
}
