package io.usher.api.invitations;

import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an invitation grants; always a role. */
public record Promise(List<Promised> promised) {

    /**
     * One thing of it.
     *
     * @param name null where it was deleted since
     */
    public record Promised(
            UUID id, GrantKind kind, @Nullable String name) {}

    public List<UUID> ids() {
        return promised.stream().map(Promised::id).toList();
    }

    Stream<Promised> of(GrantKind kind) {
        return promised.stream().filter(one -> one.kind() == kind);
    }

    /** Names of those that still exist. */
    List<String> names(GrantKind kind) {
        return of(kind).map(Promised::name).filter(Objects::nonNull).toList();
    }

    /** Those that still exist, as events and answers name them. */
    public Grants grants() {
        return Grants.of(this::names);
    }
}
