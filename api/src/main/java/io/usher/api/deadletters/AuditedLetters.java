package io.usher.api.deadletters;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.deadletters.DeadLetterSummary.State;
import io.usher.api.deadletters.ReplayingDeadLetters.ReplayResult;
import io.usher.api.http.security.Caller;
import java.time.Instant;
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
     * Keeps that many were to be replayed, and returns the entry.
     *
     * @param filter by which they are found, kept without {@link DeadLetterFilter#q}, which may name a person
     */
    Mono<UUID> replayRequested(Caller caller, DeadLetterFilter filter) {
        return log.begin(
                caller,
                Audited.deadLetter(null, filter.topic()),
                "dead-letter.replay",
                new Matching(filter.reason(), filter.q() == null ? null : true));
    }

    Mono<Void> replayed(UUID entry, ReplayResult result) {
        return log.complete(entry, "dead-letter.replayed", result);
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

    /** @param q whether they were also found by a text */
    private record Matching(
            @Nullable String reason, @Nullable Boolean q) {}
}
