package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchState.Invitee;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One person's request to use an invitation, as read from the log.
 *
 * @param member the id of the person as a member of the organization, also if the person is not one yet
 * @param requestedAt when the broker appended it
 * @param offset in the partition
 */
public record Request(
        AcceptanceId id,
        InvitationId invitation,
        OrganizationId organization,
        EmailAddress email,
        @Nullable String firstName,
        @Nullable String lastName,
        MemberId member,
        Instant requestedAt,
        long offset)
        implements Command {

    /** Whether it carries names of its own. */
    public boolean isNamed() {
        return firstName != null || lastName != null;
    }

    /** The request with the names of the account or those that were given with the invitation, unless it carries its own. */
    Request named(Invitee invitee) {
        return isNamed()
                ? this
                : new Request(
                        id,
                        invitation,
                        organization,
                        email,
                        invitee.firstName(),
                        invitee.lastName(),
                        member,
                        requestedAt,
                        offset);
    }

    public Use use() {
        return new Use(invitation, email.normal());
    }

    public Person person() {
        return new Person(organization, email.normal());
    }

    /** One person's use of one invitation. At most one acceptance counts as it. */
    public record Use(InvitationId invitation, String address) {}

    /** One person in one organization. */
    public record Person(OrganizationId organization, String address) {}
}
