package io.usher.contract.event;

import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;

/** Something that is to be done to people in an organization, member or not. The key is the organization. */
public sealed interface MemberCommand extends Event {

    CommandId command();

    OrganizationId organization();

    @Override
    default String key() {
        return organization().toString();
    }

    @Override
    default String subject() {
        return command().toString();
    }

    /**
     * Everything that is kept about a person in the organization is to be erased. To do so again does no harm.
     *
     * @param address in normal form
     */
    record MemberErasureRequested(CommandId command, OrganizationId organization, String address, Instant at)
            implements MemberCommand {}
}
