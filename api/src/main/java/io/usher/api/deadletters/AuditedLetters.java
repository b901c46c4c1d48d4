package io.usher.api.deadletters;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.deadletters.DeadLetterSummary.State;
import io.usher.api.http.security.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps what operators do to dead letters in the platform's audit log, inside of the caller's transaction. Of their records
 * it keeps the sizes alone: an entry stays for good, and a record may hold personal data.
 */
final class AuditedLetters {

    private final AuditLog log;

    AuditedLetters(AuditLog log) {
        this.log = log;
    }

    Mono<Void> changed(Caller caller, StoredDeadLetter before, StoredDeadLetter after) {
        return record(caller, before, "changed", Kept.of(after));
    }

    /** @param letter as it was before */
    Mono<Void> deleted(Caller caller, StoredDeadLetter letter, Instant now) {
        return record(caller, letter, "deleted", new Kept(State.DELETED.wireName(), null, now));
    }

    private Mono<Void> record(Caller caller, StoredDeadLetter before, String what, Kept after) {
        return log.record(caller, subject(before), "dead-letter." + what, Kept.of(before), after);
    }

    Mono<Void> replayed(Caller caller, StoredDeadLetter letter) {
        return log.record(caller, subject(letter), "dead-letter.replayed", null, Kept.of(letter));
    }

    /**
     * @param filter by which they were found, kept without {@link DeadLetterFilter#q}, which may name a person
     * @param failed how many of those found could not be replayed
     */
    Mono<Void> replayed(Caller caller, DeadLetterFilter filter, List<StoredDeadLetter> letters, int failed) {
        return log.record(
                caller,
                Audited.deadLetter(null, filter.topic()),
                "dead-letter.replayed",
                null,
                new Replayed(
                        filter.reason(),
                        letters.size(),
                        failed,
                        letters.stream().map(letter -> letter.about().id()).toList()));
    }

    private static Audited subject(StoredDeadLetter letter) {
        return Audited.deadLetter(letter.about().id(), letter.about().topic());
    }

    /** @param payloadBytes null if it has no payload */
    private record Kept(
            String state,
            @Nullable Integer payloadBytes,
            @Nullable Instant changedAt) {

        static Kept of(StoredDeadLetter letter) {
            Bytes payload = letter.record().payload();
            return new Kept(
                    letter.about().state().wireName(),
                    payload == null ? null : payload.toArray().length,
                    letter.about().changedAt());
        }
    }

    private record Replayed(@Nullable String reason, int replayed, int failed, List<UUID> letters) {}
}
