package io.usher.acceptance.deciding;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One person's request to use an invitation, as it stands in the log.
 *
 * @param requestedAt when the broker appended it
 * @param partition of the log
 * @param offset in the partition; the order of requests
 */
public record Request(
        AcceptanceId id,
        InvitationId invitation,
        OrganizationId organization,
        EmailAddress email,
        @Nullable String firstName,
        @Nullable String lastName,
        Instant requestedAt,
        int partition,
        long offset) {

    Use use() {
        return new Use(invitation, email.normal());
    }

    Person person() {
        return new Person(organization, email.normal());
    }

    /** One person's use of one invitation: there is at most one that counts. */
    public record Use(InvitationId invitation, String address) {}

    /** One person in one organization. */
    public record Person(OrganizationId organization, String address) {}
}
