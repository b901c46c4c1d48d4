package io.usher.api.members;

import io.usher.contract.event.GrantKind;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A person in an organization, now or formerly.
 *
 * @param address in normal form
 * @param email as typed
 * @param held what they have, what was deleted since included
 * @param accessExpiresAt null = never
 * @param invitation the one that made them a member; null = not known any more
 */
public record Member(
        MemberId id,
        OrganizationId organization,
        String address,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        List<Held> held,
        @Nullable Instant accessExpiresAt,
        Instant joinedAt,
        @Nullable InvitationId invitation,
        boolean ended) {

    /** One thing that a member has. */
    record Held(GrantableId id, GrantKind kind, String name) {}

    List<String> names(GrantKind kind) {
        return held.stream().filter(one -> one.kind() == kind).map(Held::name).toList();
    }

    Set<UUID> ids(GrantKind kind) {
        return held.stream()
                .filter(one -> one.kind() == kind)
                .map(one -> one.id().value())
                .collect(Collectors.toUnmodifiableSet());
    }
}
