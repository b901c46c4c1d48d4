package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision about an acceptance: one on each request, and one on each thing that happens to it later. Those about one
 * acceptance are in the order in which they were made; the newest says what has become of it.
 */
public sealed interface AcceptanceDecided extends Event {

    AcceptanceId acceptance();

    InvitationId invitation();

    OrganizationId organization();

    Instant decidedAt();

    @Override
    default String key() {
        return invitation().toString();
    }

    @Override
    default String subject() {
        return acceptance().toString();
    }

    /** What has become of the request of a person. */
    sealed interface AcceptanceOutcome extends AcceptanceDecided {

        /** As typed in the request. */
        String email();

        /** As the person gave it, or as given with the invitation; null if unknown. */
        @Nullable String firstName();

        @Nullable String lastName();

        Instant requestedAt();
    }

    /**
     * The person has a seat.
     *
     * @param original the earlier acceptance whose outcome this request was answered with; absent where this request
     *     itself took the seat
     * @param granted what the person was given
     * @param skipped names of what the invitation promised but what no longer exists, the plan no longer allows
     *     or is more than a member may hold
     */
    record AcceptanceAccepted(
            AcceptanceId acceptance,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            Instant requestedAt,
            Instant decidedAt,
            @Nullable AcceptanceId original,
            Grants granted,
            List<String> skipped)
            implements AcceptanceOutcome {}

    /**
     * The person did not get in and uses nothing. They may ask anew.
     *
     * @param waited true if the person was on the waiting list until then, so that this is not the first decision on the
     *     request; absent otherwise
     */
    record AcceptanceRejected(
            AcceptanceId acceptance,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            Instant requestedAt,
            Instant decidedAt,
            RejectionReason reason,
            @Nullable Boolean waited)
            implements AcceptanceOutcome {}

    /**
     * Nothing is free; the person waits for a seat.
     *
     * @param original the earlier acceptance whose outcome this request was answered with; absent if this request
     *     itself waits
     * @param position place within the invitation's waiting list at the decision, from 1; absent for a repeated request
     */
    record AcceptanceWaitlisted(
            AcceptanceId acceptance,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            Instant requestedAt,
            Instant decidedAt,
            @Nullable AcceptanceId original,
            @Nullable Long position)
            implements AcceptanceOutcome {}

    /**
     * Somebody who waited got a seat.
     *
     * @param granted what the person was given
     * @param skipped names of what the invitation promised but what no longer exists, the plan no longer allows
     *     or is more than a member may hold
     */
    record AcceptancePromoted(
            AcceptanceId acceptance,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            Instant requestedAt,
            Instant decidedAt,
            Grants granted,
            List<String> skipped)
            implements AcceptanceOutcome {}

    /**
     * The seat or the place on the waiting list was given back. The person may ask anew.
     *
     * @param command the request to withdraw it; absent if nobody asked for it
     */
    record AcceptanceWithdrawn(
            AcceptanceId acceptance,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            Instant requestedAt,
            Instant decidedAt,
            @Nullable CommandId command)
            implements AcceptanceOutcome {}

    /**
     * The acceptance was not withdrawn and stays as it is. The only decision that changes nothing.
     *
     * @param command the request to withdraw it
     * @param acceptance as named in the request; there may be no such acceptance
     * @param reason one of the constants
     */
    record AcceptanceWithdrawalRefused(
            CommandId command,
            AcceptanceId acceptance,
            InvitationId invitation,
            OrganizationId organization,
            String reason,
            Instant decidedAt)
            implements AcceptanceDecided {

        /** It was rejected or is already withdrawn. */
        public static final String NOT_WITHDRAWABLE = "not-withdrawable";

        public static final String NO_SUCH_ACCEPTANCE = "no-such-acceptance";

        /** The organization would be left without an admin. */
        public static final String LAST_ADMIN = "last-admin";
    }
}
