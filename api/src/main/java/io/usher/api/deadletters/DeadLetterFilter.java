package io.usher.api.deadletters;

import io.usher.api.deadletters.DeadLetterSummary.State;
import io.usher.api.http.json.StorableText;
import io.usher.api.http.problem.FieldChecks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters; null = whatever they have there.
 *
 * @param topic the topic of the record
 * @param reason a part of the reason
 * @param q a part of the reason, the key, or the payload if that is text
 */
public record DeadLetterFilter(
        @Nullable String topic,
        @Nullable String reason,
        @Nullable State state,
        @Nullable String q) {

    private static final int LONGEST = 255;

    /** Ends the request with 400 if a filter is wrong. An empty one filters nothing. */
    public static DeadLetterFilter of(
            @Nullable String topic, @Nullable String reason, @Nullable String state, @Nullable String q) {
        FieldChecks checks = new FieldChecks();
        Optional<State> wanted =
                Optional.ofNullable(state).filter(text -> !text.isEmpty()).flatMap(State::named);
        if (state != null && !state.isEmpty() && wanted.isEmpty()) {
            checks.refuse("state", "must be one of waiting, replayed, deleted");
        }
        DeadLetterFilter filter = new DeadLetterFilter(
                text(checks, "topic", topic),
                text(checks, "reason", reason),
                wanted.orElse(null),
                text(checks, "q", q));
        checks.end();
        return filter;
    }

    private static @Nullable String text(FieldChecks checks, String field, @Nullable String text) {
        String wanted = text == null || text.isBlank() ? null : text.strip();
        if (wanted != null && (wanted.length() > LONGEST || !StorableText.test(wanted))) {
            checks.refuse(field, "must be text of at most " + LONGEST + " characters");
        }
        return wanted;
    }
}
