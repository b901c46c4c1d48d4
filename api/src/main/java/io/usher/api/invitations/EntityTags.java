package io.usher.api.invitations;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * What an invitation says, as entity tags: its version, and whether its time is yet to come or over. The seats that are
 * taken are not in them.
 */
public final class EntityTags {

    private EntityTags() {}

    static String of(Invitation invitation, Instant now) {
        return "\"" + text(invitation, now) + "\"";
    }

    private static String text(Invitation invitation, Instant now) {
        return switch (Availability.byTime(invitation.terms(), now)) {
            case SCHEDULED -> invitation.version() + "-scheduled";
            case EXPIRED -> invitation.version() + "-expired";
            case ENABLED, DISABLED, FULL -> Long.toString(invitation.version());
        };
    }

    /** Which invitations a request means. */
    public interface Expected {

        boolean includes(Invitation invitation, Instant now);
    }

    /** Those that {@code If-Match} admits (RFC 9110 §13.1.1): without it any, and never a weak tag's. */
    static Expected ifMatch(HttpHeaders headers) {
        return ifMatch(headers.getOrEmpty(HttpHeaders.IF_MATCH));
    }

    /** The same by the values of the header; those of a form are one. */
    public static Expected ifMatch(List<String> values) {
        List<ETag> tags = tags(values);
        return (invitation, now) -> values.isEmpty()
                || tags.stream()
                        .anyMatch(tag -> tag.isWildcard()
                                || (!tag.weak() && isOf(invitation, now).test(tag)));
    }

    /** Whether the caller has this representation already (RFC 9110 §13.1.2). */
    static boolean ifNoneMatch(HttpHeaders headers, Invitation invitation, Instant now) {
        return tags(headers.getOrEmpty(HttpHeaders.IF_NONE_MATCH)).stream()
                .anyMatch(tag -> tag.isWildcard() || isOf(invitation, now).test(tag));
    }

    private static Predicate<ETag> isOf(Invitation invitation, Instant now) {
        String text = text(invitation, now);
        return tag -> tag.tag().equals(text);
    }

    private static List<ETag> tags(List<String> values) {
        return values.stream().flatMap(value -> ETag.parse(value).stream()).toList();
    }
}
