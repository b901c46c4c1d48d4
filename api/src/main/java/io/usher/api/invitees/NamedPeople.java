package io.usher.api.invitees;

import io.usher.api.http.problem.Refusal;
import io.usher.api.invitations.AddingInvitees;
import io.usher.api.invitations.NamedPerson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to invite people by name.
 *
 * @param sendEmails null = as the invitation says
 */
public record NamedPeople(
        List<NamedPerson> people, @Nullable Boolean sendEmails) {

    /** What the query parameter {@code sendEmails} means. */
    static final String SEND_EMAILS =
            "Whether those who are new are sent the invitation; if absent, as the invitation says";

    /** Ends the request with 400 if there are too many people, or the query is wrong. */
    static NamedPeople of(List<@Nullable PersonRequest> people, @Nullable String sendEmails) {
        requireBounded(people.size(), "[]");
        return new NamedPeople(PersonRequest.named(people), sendEmails == null ? null : truth(sendEmails));
    }

    /** Ends the request with 400 if they are too many for one request. */
    public static void requireBounded(int people, String field) {
        if (people > AddingInvitees.AT_ONCE) {
            throw Refusal.invalid(field, "must have at most " + AddingInvitees.AT_ONCE + " items");
        }
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw Refusal.invalid("sendEmails", "must be true or false");
        }
        return text.equals("true");
    }
}
