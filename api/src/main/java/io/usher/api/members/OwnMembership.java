package io.usher.api.members;

import io.usher.contract.event.GrantKind;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is in one organization.
 *
 * @param name of the organization
 * @param held names of all that they have there
 * @param accessExpiresAt null = never
 */
public record OwnMembership(
        OrganizationId organization,
        String name,
        List<String> held,
        @Nullable Instant accessExpiresAt) {

    static OwnMembership of(String name, Member member) {
        List<String> held = List.of(GrantKind.values()).stream()
                .flatMap(kind -> member.names(kind).stream())
                .toList();
        return new OwnMembership(member.organization(), name, held, member.accessExpiresAt());
    }
}
