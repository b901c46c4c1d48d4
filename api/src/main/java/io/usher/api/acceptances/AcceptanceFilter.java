package io.usher.api.acceptances;

import static java.util.stream.Collectors.joining;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.RejectionReason;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which acceptances of an invitation are wanted; null = any.
 *
 * @param q part of the address or of the name
 */
public record AcceptanceFilter(
        @Nullable Outcome outcome,
        @Nullable RejectionReason reason,
        @Nullable String q) {

    public static final AcceptanceFilter ALL = new AcceptanceFilter(null, null, null);

    /** Whether all are wanted. */
    public boolean any() {
        return equals(ALL);
    }

    /** Whether a request that is not decided is wanted, as the store says it of others. */
    public boolean matches(AcceptanceRequested pending) {
        return (outcome == null || outcome == Outcome.PENDING)
                && reason == null
                && (q == null || text(pending).contains(q.toLowerCase(Locale.ROOT)));
    }

    private static String text(AcceptanceRequested pending) {
        return Stream.of(pending.email(), pending.firstName(), pending.lastName())
                .filter(Objects::nonNull)
                .collect(joining(" "))
                .toLowerCase(Locale.ROOT);
    }
}
