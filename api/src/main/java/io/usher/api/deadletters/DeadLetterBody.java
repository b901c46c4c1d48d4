package io.usher.api.deadletters;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A dead letter as it is listed: without its record, which may hold personal data. */
@Schema(name = "DeadLetter")
public record DeadLetterBody(
        UUID id,

        @Schema(
                description = "Where the record was, and where a replay goes",
                example = "onboarding.acceptances.requested")
        String topic,

        int partition,
        long offset,

        @Schema(description = "The program that set it aside", example = "/usher/acceptance-worker")
        String consumer,

        @Schema(example = "event without data") String reason,

        @Schema(
                description = "What was too large to be kept, of `key`, `headers` and `value`; such a record cannot be"
                        + " replayed, unless it is the `value` alone and is set by PATCH")
        List<String> truncated,

        @Schema(description = "The dead letter whose replay failed again") @Nullable UUID replayOf,

        @Schema(description = "The record's own time") Instant recordedAt,
        Instant setAsideAt,

        @Schema(allowableValues = {"waiting", "replayed", "deleted"})
        String state,

        @Schema(description = "When its payload or its state was changed") @Nullable Instant changedAt) {

    public static DeadLetterBody from(DeadLetterSummary about) {
        return new DeadLetterBody(
                about.id(),
                about.topic(),
                about.partition(),
                about.offset(),
                about.consumer(),
                about.reason(),
                about.truncated(),
                about.replayOf(),
                about.recordedAt(),
                about.setAsideAt(),
                about.state().wireName(),
                about.changedAt());
    }
}
