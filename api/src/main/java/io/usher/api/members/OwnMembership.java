package io.usher.api.members;

import io.usher.contract.event.Grants;
import io.usher.contract.id.OrganizationId;

/**
 * What somebody is in one organization.
 *
 * @param name of the organization
 * @param held what they have there, and until when
 */
public record OwnMembership(OrganizationId organization, String name, Grants held) {

    static OwnMembership of(String name, Member member) {
        return new OwnMembership(member.organization(), name, Grants.of(member::names, member.accessExpiresAt()));
    }
}
