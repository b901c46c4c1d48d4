package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one decision on a request. */
public sealed interface AcceptanceDecided extends Event {

    AcceptanceId acceptance();

    InvitationId invitation();

    OrganizationId organization();

    /** As typed in the request. */
    String email();

    @Nullable String firstName();

    @Nullable String lastName();

    Instant requestedAt();

    Instant decidedAt();

    @Override
    default String key() {
        return invitation().toString();
    }

    @Override
    default String subject() {
        return acceptance().toString();
    }

    /**
     * The person has a seat.
     *
     * @param original the earlier acceptance whose outcome this request was answered with; absent where this request
     *     itself took the seat
     * @param granted what the person was given
     * @param skipped names of what the invitation promised but what no longer exists or the plan no longer allows
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
            implements AcceptanceDecided {}

    /** The person did not get in and uses nothing. They may ask anew. */
    record AcceptanceRejected(
            AcceptanceId acceptance,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            Instant requestedAt,
            Instant decidedAt,
            RejectionReason reason)
            implements AcceptanceDecided {}
}
