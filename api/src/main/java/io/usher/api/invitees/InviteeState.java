package io.usher.api.invitees;

import io.usher.api.http.problem.Refusal;
import java.time.Instant;

/** What cannot be done with somebody, as they are: 409 with that as the code. */
final class InviteeState {

    private InviteeState() {}

    /** A link can be used by who is invited and has one that has not ended. */
    static void requireLink(Invitee invitee, Instant now) {
        if (invitee.progress() == Progress.CANCELLED) {
            throw cancelled();
        }
        Instant end = invitee.linkExpiresAt();
        if (end != null && !end.isAfter(now)) {
            throw Refusal.conflict("expired", "The personal link has ended. Sending it again renews it.");
        }
    }

    static Refusal accepted() {
        return Refusal.conflict("accepted", "The person has accepted the invitation.");
    }

    static Refusal waitlisted() {
        return Refusal.conflict(
                "waitlisted",
                "The person waits for a seat: withdraw the acceptance instead (with the scope acceptances:write).");
    }

    static Refusal cancelled() {
        return Refusal.conflict("cancelled", "The person is not invited any more.");
    }

    static Refusal declined() {
        return Refusal.conflict("declined", "The person has declined; add them again to invite them once more.");
    }

    static Refusal suppressed() {
        return Refusal.conflict(
                "suppressed",
                "The organization does not write to the address: the person does not want mails, or has no mailbox there.");
    }

    static Refusal expired() {
        return Refusal.conflict("invitation-expired", "The invitation has expired.");
    }
}
