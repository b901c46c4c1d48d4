package io.usher.api.deadletters;

import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Publishes the records of dead letters again, with their own keys and headers, to the topics that they come from. A letter
 * is claimed by the transaction that appends its record to the outbox: however many ask, it is replayed once. The record is
 * marked, so that one that fails again is a dead letter that names this one. Takes the platform's {@code ops}.
 */
public final class ReplayingDeadLetters {

    /** In one transaction. */
    private static final int STEP = 500;

    private static final int STEP_BYTES = 4 << 20;

    private final DeadLetters letters;
    private final AuditedLetters audit;
    private final Outbox outbox;
    private final Clock clock;

    ReplayingDeadLetters(DeadLetters letters, AuditedLetters audit, Outbox outbox, Clock clock) {
        this.letters = letters;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Replays one, in the caller's transaction, which is to be undone if this fails. */
    public Mono<StoredDeadLetter> replay(Caller caller, String letter) {
        return Mono.defer(() -> {
            HandlingDeadLetters.require(caller);
            UUID id = HandlingDeadLetters.id(letter);
            return letters.claim(id, clock.instant())
                    .switchIfEmpty(Mono.defer(() -> refuse(id)))
                    .flatMap(claimed -> append(claimed)
                            .then(audit.replayed(caller, claimed))
                            .thenReturn(claimed));
        });
    }

    private Mono<StoredDeadLetter> refuse(UUID id) {
        return letters.find(id)
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(present -> Mono.<StoredDeadLetter>error(HandlingDeadLetters.notWaiting()));
    }

    private Mono<Void> append(StoredDeadLetter letter) {
        if (!letter.isWhole()) {
            throw Refusal.conflict(
                    "dead-letter-truncated",
                    "Its record was too large to be kept as a whole: its %s cannot be replayed."
                            .formatted(String.join(" and ", letter.about().truncated())));
        }
        ProducerRecord<byte[], byte[]> replay = letter.replay();
        if (!outbox.takes(replay)) {
            throw Refusal.againstRule(
                    "dead-letter-too-large", "The record is larger than Usher publishes any.", List.of());
        }
        return outbox.appendRecords(List.of(replay));
    }

    /** What one call has come to. */
    static final class ReplayProgress {

        private final DeadLetterFilter filter;
        private @Nullable UUID entry;
        private long after;
        private long until = -1;
        private int replayed;
        private int failed;

        ReplayProgress(DeadLetterFilter filter) {
            this.filter = filter;
        }

        ReplayResult result() {
            return new ReplayResult(replayed, failed);
        }
    }

    /**
     * @param failed those that cannot be replayed: they are truncated or too large, and go on waiting
     */
    record ReplayResult(int replayed, int failed) {}

    /**
     * Takes one step of replaying all that waited at the beginning and match, in the caller's transaction. Empty if there
     * may be more to do.
     */
    Mono<ReplayResult> replaySome(Caller caller, ReplayProgress progress) {
        return Mono.defer(() -> {
            HandlingDeadLetters.require(caller);
            Mono<Long> until = progress.until >= 0 ? Mono.just(progress.until) : letters.newest();
            return until.flatMap(newest -> letters.lockNext(progress.filter, progress.after, newest, STEP, STEP_BYTES)
                    .collectList()
                    .flatMap(next -> step(caller, next, newest, progress)));
        });
    }

    private Mono<ReplayResult> step(Caller caller, List<StoredDeadLetter> next, long until, ReplayProgress progress) {
        if (next.isEmpty()) {
            return end(progress);
        }
        List<StoredDeadLetter> good = next.stream()
                .filter(letter -> letter.isWhole() && outbox.takes(letter.replay()))
                .toList();
        Mono<Void> written = good.isEmpty()
                ? Mono.empty()
                : letters.markReplayed(good, clock.instant())
                        .then(outbox.appendRecords(
                                good.stream().map(StoredDeadLetter::replay).toList()))
                        .then(Mono.defer(() -> beginEntry(caller, progress)));
        return written.then(Mono.fromRunnable(() -> {
            progress.until = until;
            progress.after = next.getLast().about().number();
            progress.replayed += good.size();
            progress.failed += next.size() - good.size();
        }));
    }

    /** In the transaction that replays the first ones. If the last one is not reached, the entry says what was asked for. */
    private Mono<Void> beginEntry(Caller caller, ReplayProgress progress) {
        return progress.entry != null
                ? Mono.empty()
                : audit.replayRequested(caller, progress.filter)
                        .doOnNext(entry -> progress.entry = entry)
                        .then();
    }

    private Mono<ReplayResult> end(ReplayProgress progress) {
        ReplayResult result = progress.result();
        return progress.entry == null
                ? Mono.just(result)
                : audit.replayed(progress.entry, result).thenReturn(result);
    }
}
