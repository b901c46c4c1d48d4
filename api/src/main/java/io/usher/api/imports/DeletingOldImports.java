package io.usher.api.imports;

import io.usher.api.database.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Deletes imports with their rows 40 days after their end, and files that were not received to their end. */
final class DeletingOldImports {

    static final Duration KEPT = Duration.ofDays(40);

    /** No piece of a file takes that long. */
    static final Duration UNUSED_FILES_KEPT = Duration.ofHours(1);

    /** How many rows are deleted in one transaction. */
    private static final int STEP = 5000;

    private static final int FILES_AT_ONCE = 5;

    private final Imports imports;
    private final ImportRows rows;
    private final ImportFiles files;
    private final Transactions transactions;
    private final Clock clock;

    DeletingOldImports(Imports imports, ImportRows rows, ImportFiles files, Transactions transactions, Clock clock) {
        this.imports = imports;
        this.rows = rows;
        this.files = files;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Returns whether there may be more. */
    Mono<Boolean> deleteSome() {
        return transactions
                .inOne(Mono.defer(() -> imports.endedBefore(clock.instant().minus(KEPT)))
                        .flatMap(old -> deleteSome(old).thenReturn(true)))
                .switchIfEmpty(Mono.defer(this::deleteUnusedFiles));
    }

    private Mono<Void> deleteSome(UUID old) {
        return rows.deleteSome(old, STEP).filter(deleted -> deleted < STEP).flatMap(last -> imports.delete(old));
    }

    private Mono<Boolean> deleteUnusedFiles() {
        return transactions
                .inOne(files.deleteUnused(clock.instant().minus(UNUSED_FILES_KEPT), FILES_AT_ONCE))
                .map(deleted -> deleted == FILES_AT_ONCE);
    }
}
