package io.usher.api.invitations;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a person whom a caller named, or would become of them.
 *
 * @param row as the caller counted
 * @param email as typed; empty if there was none
 * @param reason why the row is invalid; null if it is not
 * @param invitee of a member the member's id; null if the row is invalid, or if nothing was kept
 */
public record AddedPerson(
        int row,
        String email,
        Outcome outcome,
        @Nullable String reason,
        @Nullable UUID invitee) {

    /** What the answers name; the wire names are these in lower case, with hyphens. */
    public enum Outcome {
        /** Is invited now: for the first time, or again. */
        NEW,
        /** Is invited already. */
        DUPLICATE,
        /** Is a member of the organization, and so was not invited. */
        ALREADY_MEMBER,
        /** Is invited now, and known in another organization. */
        KNOWN_ACCOUNT,
        /** Cannot be invited. */
        INVALID;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the person is invited from then on, and was not before. */
        public boolean invites() {
            return this == NEW || this == KNOWN_ACCOUNT;
        }
    }
}
