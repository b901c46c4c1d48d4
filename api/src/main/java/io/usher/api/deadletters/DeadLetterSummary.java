package io.usher.api.deadletters;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a record that was set aside, beside the record itself.
 *
 * @param number in the order of arrival; 0 = not stored yet
 * @param topic where the record was
 * @param consumer the program that set it aside
 * @param truncated what of the record was cut or left out: of key, headers and value
 * @param replayOf the dead letter whose replay failed again; null = it is no replay
 * @param recordedAt the record's own time
 * @param changedAt when its payload or its state was changed; null = never
 */
public record DeadLetterSummary(
        UUID id,
        long number,
        String topic,
        int partition,
        long offset,
        String consumer,
        String reason,
        List<String> truncated,
        @Nullable UUID replayOf,
        Instant recordedAt,
        Instant setAsideAt,
        State state,
        @Nullable Instant changedAt) {

    public DeadLetterSummary {
        truncated = List.copyOf(truncated);
    }

    /** What became of it. */
    enum State {
        WAITING,
        REPLAYED,
        /** Its record is not kept any more. */
        DELETED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<State> named(String wireName) {
            return List.of(values()).stream()
                    .filter(state -> state.wireName().equals(wireName))
                    .findFirst();
        }
    }
}
