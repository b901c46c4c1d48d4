package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;

/**
 * An acceptance is to be withdrawn: the seat or the place on the waiting list is given back. The same command may arrive
 * more than once and is answered once: by an {@link AcceptanceDecided.AcceptanceWithdrawn} or an
 * {@link AcceptanceDecided.AcceptanceWithdrawalRefused} that names it.
 */
public record AcceptanceWithdrawalRequested(
        CommandId command, AcceptanceId acceptance, InvitationId invitation, OrganizationId organization)
        implements AcceptanceCommand {

    @Override
    public String subject() {
        return command.toString();
    }
}
