package io.usher.api.pages.landing;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InviteeId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The personal link that led a browser to an invitation.
 *
 * @param isMailed whether it was in a mail to the person, so that whoever has it reads their mailbox; otherwise an inviter
 *     copied it, and it proves nothing
 * @param person null = the link never was anybody's here
 */
public record HeldLink(
        State state, boolean isMailed, @Nullable Person person) {

    public static final HeldLink UNKNOWN = new HeldLink(State.UNKNOWN, false, null);

    /** What a link is good for. */
    public enum State {
        GOOD,
        /** The person has a newer one. */
        REPLACED,
        ENDED,
        /** The person is not invited any more. */
        CANCELLED,
        UNKNOWN
    }

    /** Whoever it names. Their names are as the inviter wrote them. */
    public record Person(
            InviteeId id,
            EmailAddress email,
            @Nullable String firstName,
            @Nullable String lastName) {

        /** As much of the address as somebody takes who knows it: {@code a••@corp.com}. */
        public String masked() {
            String typed = email.typed();
            return typed.substring(0, typed.offsetByCodePoints(0, 1)) + "••" + typed.substring(typed.lastIndexOf('@'));
        }

        /** What a form that they are to fill in begins with. */
        public Map<String, String> form() {
            return Map.of(
                    "email", email.typed(),
                    "firstName", firstName == null ? "" : firstName,
                    "lastName", lastName == null ? "" : lastName);
        }

        /** Without the address: records end up in logs. */
        @Override
        public String toString() {
            return "invitee " + id;
        }
    }

    public boolean isGood() {
        return state == State.GOOD;
    }

    /** Whether whoever has it has proven the address by that. */
    public boolean proves() {
        return isGood() && isMailed;
    }
}
