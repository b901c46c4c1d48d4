package io.usher.api.projections;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.api.projections.Decision.Outcome;
import io.usher.contract.event.RejectionReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The few fields of a decision that are projected, read at a fraction of the cost of the whole event: in a rush thousands
 * of decisions a second pass here.
 */
final class DecisionFields {

    private static final JsonFactory JSON = new JsonFactory();

    private static final Set<String> REASONS = Arrays.stream(RejectionReason.values())
            .map(RejectionReason::wireName)
            .collect(toUnmodifiableSet());

    private @Nullable String acceptance;
    private @Nullable String invitation;
    private @Nullable String email;
    private @Nullable String reason;
    private @Nullable String original;
    private @Nullable String requestedAt;
    private @Nullable String decidedAt;
    private boolean waited;

    private DecisionFields() {}

    /**
     * Empty if the data is not as the API's own version writes it: then the codec decides whether it can be read.
     *
     * @param key the id of the invitation
     */
    static Optional<Decision> read(Outcome outcome, String key, byte[] data) {
        DecisionFields fields = new DecisionFields();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), data)) {
            return fields.readObject(parser) && key.equals(fields.invitation)
                    ? fields.decision(outcome)
                    : Optional.empty();
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    private boolean readObject(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                take(name, parser);
            } else if (value == JsonToken.VALUE_TRUE && name.equals("waited")) {
                waited = true;
            } else {
                parser.skipChildren();
            }
        }
        return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
    }

    private void take(String name, JsonParser parser) {
        switch (name) {
            case "acceptance" -> acceptance = parser.getString();
            case "invitation" -> invitation = parser.getString();
            case "email" -> email = parser.getString();
            case "reason" -> reason = parser.getString();
            case "original" -> original = parser.getString();
            case "requestedAt" -> requestedAt = parser.getString();
            case "decidedAt" -> decidedAt = parser.getString();
            default -> {}
        }
    }

    private Optional<Decision> decision(Outcome outcome) {
        if (acceptance == null
                || invitation == null
                || email == null
                || requestedAt == null
                || decidedAt == null
                || (outcome == Outcome.REJECTED ? reason == null || !REASONS.contains(reason) : reason != null)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Decision(
                    UUID.fromString(acceptance),
                    UUID.fromString(invitation),
                    waited && outcome == Outcome.REJECTED ? Outcome.DISMISSED : outcome,
                    original != null,
                    reason,
                    email,
                    millis(requestedAt),
                    millis(decidedAt)));
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Of a year of four digits, as the codec takes them. */
    private static long millis(String instant) {
        if (instant.length() < 5 || !Character.isDigit(instant.charAt(0)) || instant.charAt(4) != '-') {
            throw new DateTimeException("a time of another form (expected RFC 3339)");
        }
        return Instant.parse(instant).toEpochMilli();
    }
}
