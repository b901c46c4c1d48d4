package io.usher.api.invitations;

import org.jspecify.annotations.Nullable;

/**
 * What is to be known around an invitation to warn of it.
 *
 * @param freeSeats how many more members the organization may have; null = unlimited
 * @param permissions whether a role that it grants has permissions
 */
record Circumstances(@Nullable Integer freeSeats, boolean permissions) {

    static final Circumstances UNKNOWN = new Circumstances(null, false);
}
