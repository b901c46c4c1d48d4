package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asked to use an invitation. The broker's append time of the record is the time of the request: it orders
 * the requests of an invitation, and {@code opensAt} and {@code expiresAt} are judged by it.
 *
 * @param email as typed, vouched for by the caller
 * @param firstName as the person gave it, for example with their account. If both names are absent, those that were given
 *     with the invitation are the person's
 * @param lastName likewise
 */
public record AcceptanceRequested(
        AcceptanceId acceptance,
        InvitationId invitation,
        OrganizationId organization,
        String email,
        @Nullable String firstName,
        @Nullable String lastName)
        implements AcceptanceCommand {

    @Override
    public String subject() {
        return acceptance.toString();
    }
}
