package io.usher.api.invitations;

import org.jspecify.annotations.Nullable;

/**
 * A person as a caller named them; nothing of it has been checked.
 *
 * @param row counts from 1
 */
public record NamedPerson(
        int row,
        @Nullable String email,
        @Nullable String firstName,
        @Nullable String lastName) {}
