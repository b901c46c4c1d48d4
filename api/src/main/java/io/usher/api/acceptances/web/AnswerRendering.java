package io.usher.api.acceptances.web;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.asking.Answer;
import io.usher.api.acceptances.asking.Answer.Decided;
import io.usher.api.acceptances.asking.Answer.KeyReused;
import io.usher.api.acceptances.asking.Answer.NoSuchInvitation;
import io.usher.api.acceptances.asking.Answer.Overloaded;
import io.usher.api.acceptances.asking.Answer.Queued;
import io.usher.api.acceptances.asking.Answer.Refused;
import io.usher.api.acceptances.asking.Answer.Unconfirmed;
import io.usher.api.commands.WaitPreference;
import io.usher.api.http.problem.Problem;
import io.usher.contract.event.RejectionReason;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;

/** What somebody who asked for a seat is told, as HTTP. */
final class AnswerRendering {

    private static final String PREFERENCE_APPLIED = "Preference-Applied";
    private static final Duration SOON = Duration.ofSeconds(1);

    private AnswerRendering() {}

    /** @param patience how long the caller would wait */
    static ResponseEntity<Object> render(Answer answer, Duration patience) {
        return switch (answer) {
            case Queued queued -> {
                BodyBuilder accepted = ResponseEntity.accepted().location(location(queued.acceptance()));
                if (queued.waited()) {
                    accepted.header(PREFERENCE_APPLIED, WaitPreference.applied(patience));
                }
                yield accepted.body(PendingBody.from(queued.acceptance()));
            }
            case Decided decided ->
                ResponseEntity.ok()
                        .location(location(decided.acceptance()))
                        .header(PREFERENCE_APPLIED, WaitPreference.applied(patience))
                        .body(AcceptanceBody.from(decided.acceptance()));
            case Refused refused -> throw Problem.conflict(refused.reason().wireName(), detail(refused.reason()));
            case NoSuchInvitation none -> throw Problem.notFound();
            case KeyReused reused ->
                throw Problem.unprocessable(
                        "idempotency-key-reused",
                        "This idempotency key was used for another request in the last 24 hours.",
                        List.of());
            case Overloaded overloaded ->
                throw Problem.unavailable(
                        "overloaded", "More requests are under way than can be taken. It had no effect.", SOON);
            case Unconfirmed unconfirmed ->
                throw Problem.unavailable(
                        "unavailable",
                        "The request was not confirmed and may or may not count. Repeat it, with the same"
                                + " Idempotency-Key if it had one.",
                        SOON);
        };
    }

    private static URI location(Acceptance acceptance) {
        return URI.create("/api/v1/acceptances/" + acceptance.id());
    }

    private static String detail(RejectionReason reason) {
        return switch (reason) {
            case INVITATION_DELETED -> "The invitation was deleted.";
            case INVITATION_DISABLED -> "The invitation is switched off.";
            case INVITATION_NOT_OPEN -> "The invitation is not open yet.";
            case INVITATION_EXPIRED -> "The invitation has expired.";
            case NOT_INVITED -> "The invitation is not for this address.";
            case INVITEE_CANCELLED -> "The invitation of this person was cancelled.";
            case QUOTA_FULL -> "All places of the invitation are taken.";
            case NO_SEATS_LEFT -> "The organization has no seat left.";
        };
    }
}
