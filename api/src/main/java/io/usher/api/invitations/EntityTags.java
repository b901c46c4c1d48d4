package io.usher.api.invitations;

import java.util.List;
import java.util.function.LongPredicate;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/** Versions as entity tags. A tag stands for what an invitation says, not for the seats that are taken. */
final class EntityTags {

    private EntityTags() {}

    static String of(long version) {
        return "\"" + version + "\"";
    }

    /** The versions that {@code If-Match} admits (RFC 9110 §13.1.1): without it any, and never a weak tag's. */
    static LongPredicate ifMatch(HttpHeaders headers) {
        List<String> values = headers.getOrEmpty(HttpHeaders.IF_MATCH);
        List<ETag> tags = tags(values);
        return version -> values.isEmpty()
                || tags.stream()
                        .anyMatch(tag ->
                                tag.isWildcard() || (!tag.weak() && tag.tag().equals(Long.toString(version))));
    }

    /** Whether the caller has this version already (RFC 9110 §13.1.2). */
    static boolean ifNoneMatch(HttpHeaders headers, long version) {
        return tags(headers.getOrEmpty(HttpHeaders.IF_NONE_MATCH)).stream()
                .anyMatch(tag -> tag.isWildcard() || tag.tag().equals(Long.toString(version)));
    }

    private static List<ETag> tags(List<String> values) {
        return values.stream().flatMap(value -> ETag.parse(value).stream()).toList();
    }
}
