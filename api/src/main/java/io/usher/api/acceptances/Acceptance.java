package io.usher.api.acceptances;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.Grants;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One person's request and what became of it so far.
 *
 * @param email as typed
 * @param reason present exactly if the outcome is {@link Outcome#REJECTED}
 * @param original the earlier acceptance whose outcome this one was answered with
 * @param position place within the invitation's waiting list, from 1; present exactly if the outcome is {@link
 *     Outcome#WAITLISTED}
 * @param requestedAt when the broker appended the request
 * @param decidedAt null while pending
 * @param skipped names of what was to be granted but does not exist any more, is not allowed by the plan, or is more than
 *     a member may hold
 */
public record Acceptance(
        AcceptanceId id,
        InvitationId invitation,
        OrganizationId organization,
        String email,
        Outcome outcome,
        @Nullable RejectionReason reason,
        @Nullable AcceptanceId original,
        @Nullable Long position,
        Instant requestedAt,
        @Nullable Instant decidedAt,
        Grants granted,
        List<String> skipped) {

    public static Acceptance pending(AcceptanceRequested request, Instant requestedAt) {
        return new Acceptance(
                request.acceptance(),
                request.invitation(),
                request.organization(),
                request.email(),
                Outcome.PENDING,
                null,
                null,
                null,
                requestedAt,
                null,
                Grants.NONE,
                List.of());
    }

    public static Acceptance of(AcceptanceOutcome decided) {
        return switch (decided) {
            case AcceptanceAccepted accepted ->
                decided(
                        accepted,
                        Outcome.ACCEPTED,
                        null,
                        accepted.original(),
                        null,
                        accepted.granted(),
                        accepted.skipped());
            case AcceptancePromoted promoted ->
                decided(promoted, Outcome.ACCEPTED, null, null, null, promoted.granted(), promoted.skipped());
            case AcceptanceWaitlisted waitlisted ->
                decided(
                        waitlisted,
                        Outcome.WAITLISTED,
                        null,
                        waitlisted.original(),
                        waitlisted.position(),
                        Grants.NONE,
                        List.of());
            case AcceptanceWithdrawn withdrawn ->
                decided(withdrawn, Outcome.WITHDRAWN, null, null, null, Grants.NONE, List.of());
            case AcceptanceRejected rejected ->
                decided(rejected, Outcome.REJECTED, rejected.reason(), null, null, Grants.NONE, List.of());
        };
    }

    public Acceptance waitingAt(long place) {
        return new Acceptance(
                id,
                invitation,
                organization,
                email,
                outcome,
                reason,
                original,
                place,
                requestedAt,
                decidedAt,
                granted,
                skipped);
    }

    /** With what has become of the acceptance that this one was answered with. */
    public Acceptance following(Acceptance first) {
        return new Acceptance(
                id,
                invitation,
                organization,
                email,
                first.outcome,
                first.reason,
                original,
                first.position,
                requestedAt,
                first.decidedAt,
                first.granted,
                first.skipped);
    }

    private static Acceptance decided(
            AcceptanceOutcome decided,
            Outcome outcome,
            @Nullable RejectionReason reason,
            @Nullable AcceptanceId original,
            @Nullable Long position,
            Grants granted,
            List<String> skipped) {
        return new Acceptance(
                decided.acceptance(),
                decided.invitation(),
                decided.organization(),
                decided.email(),
                outcome,
                reason,
                original,
                position,
                decided.requestedAt(),
                decided.decidedAt(),
                granted,
                skipped);
    }
}
