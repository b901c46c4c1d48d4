package io.usher.contract.event;

import io.usher.contract.id.GrantableId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;

/**
 * Something that an organization grants was made, renamed or deleted. Other events refer to it by the name that it had
 * then. The key is the organization.
 */
public sealed interface GrantableEvent extends Event {

    GrantableId grantable();

    OrganizationId organization();

    GrantKind kind();

    String name();

    @Override
    default String key() {
        return organization().toString();
    }

    @Override
    default String subject() {
        return grantable().toString();
    }

    record GrantableCreated(GrantableId grantable, OrganizationId organization, GrantKind kind, String name, Instant at)
            implements GrantableEvent {}

    /** @param formerName what it was called before */
    record GrantableRenamed(
            GrantableId grantable,
            OrganizationId organization,
            GrantKind kind,
            String name,
            String formerName,
            Instant at)
            implements GrantableEvent {}

    /** Members keep it; nobody is given it any more. Its name may be given to another one. */
    record GrantableDeleted(GrantableId grantable, OrganizationId organization, GrantKind kind, String name, Instant at)
            implements GrantableEvent {}
}
