package io.usher.api.invitations;

import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import io.usher.contract.rights.Reached;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an invitation grants; always a role. */
public record InvitationGrants(List<Granted> granted) {

    /**
     * One thing of it.
     *
     * @param name null if it was deleted since
     * @param permits whether it is a role that permits something
     */
    public record Granted(UUID id, GrantKind kind, @Nullable String name, boolean permits) {}

    public List<UUID> ids() {
        return granted.stream().map(Granted::id).toList();
    }

    /** Whom it makes members, as far as rights may reach them. */
    public Reached reached() {
        return new Reached(granted.stream().noneMatch(Granted::permits), unit());
    }

    @Nullable UUID unit() {
        return of(GrantKind.UNIT).findFirst().map(Granted::id).orElse(null);
    }

    Stream<Granted> of(GrantKind kind) {
        return granted.stream().filter(one -> one.kind() == kind);
    }

    /** Names of those that still exist. */
    List<String> names(GrantKind kind) {
        return of(kind).map(Granted::name).filter(Objects::nonNull).toList();
    }

    /** Those that still exist, as events and answers name them. */
    public Grants names() {
        return Grants.of(this::names, null);
    }
}
