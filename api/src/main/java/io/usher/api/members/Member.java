package io.usher.api.members;

import io.usher.contract.event.GrantKind;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reached;
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
 * @param permits whether a role of theirs permits something
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
        boolean ended,
        boolean permits) {

    /** One thing that a member has. */
    record Held(GrantableId id, GrantKind kind, String name) {}

    /** As far as rights may reach them. */
    Reached reached() {
        return new Reached(!permits, unit());
    }

    @Nullable UUID unit() {
        return ids(GrantKind.UNIT).stream().findFirst().orElse(null);
    }

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
