package io.usher.contract.event;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;

/**
 * Something that somebody wants of an invitation. The commands on one invitation are decided in the order in which the
 * broker appended them.
 */
public sealed interface AcceptanceCommand extends Event permits AcceptanceRequested, AcceptanceWithdrawalRequested {

    AcceptanceId acceptance();

    InvitationId invitation();

    OrganizationId organization();

    @Override
    default String key() {
        return invitation().toString();
    }
}
