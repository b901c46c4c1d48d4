package io.usher.api.imports;

import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.api.imports.CsvFormat.Row;
import io.usher.api.imports.CsvFormat.Rows;
import io.usher.api.imports.Imports.Unread;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.runtime.Outage;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads imports to their end, some rows in each transaction: with them go their outcomes and the place where the next row
 * begins, so that whoever continues does so exactly there, be it another instance. The imports of one invitation are read
 * one after the other, others in turns. One that fails for another reason than an outage ends, and nobody waits behind it.
 */
final class ReadingImports {

    private static final Logger LOG = LoggerFactory.getLogger(ReadingImports.class);

    private static final int ROWS_AT_ONCE = 1000;

    /** Enough for many rows as people write them. */
    private static final int FEW_PIECES = 4;

    /** Enough for the longest row, wherever it begins. */
    private static final int MANY_PIECES = RecordSplitter.LONGEST_RECORD / ReadingUpload.PIECE + 2;

    private final Imports imports;
    private final ImportFiles files;
    private final ImportRows rows;
    private final InvitingRows inviting;
    private final Transactions transactions;
    private final Clock clock;

    ReadingImports(
            Imports imports,
            ImportFiles files,
            ImportRows rows,
            InvitingRows inviting,
            Transactions transactions,
            Clock clock) {
        this.imports = imports;
        this.files = files;
        this.rows = rows;
        this.inviting = inviting;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Reads some rows of one import; returns whether there may be more. */
    Mono<Boolean> readSome() {
        return transactions
                .inOne(Mono.defer(imports::take)
                        .flatMap(taken -> readSome(taken)
                                .onErrorMap(
                                        failure -> !Outage.isBehind(failure),
                                        failure -> new Failed(taken.id(), failure))
                                .thenReturn(true)))
                .onErrorResume(Failed.class, failed -> fail(failed).thenReturn(true))
                .defaultIfEmpty(false);
    }

    private Mono<Void> readSome(Unread taken) {
        if (taken.done() == taken.total()) {
            return end(taken);
        }
        return read(taken, FEW_PIECES)
                .flatMap(read -> read.bytes() == 0 ? read(taken, MANY_PIECES) : Mono.just(read))
                .flatMap(read -> keep(taken, read));
    }

    private Mono<Rows> read(Unread taken, int pieces) {
        return files.read(taken.file(), taken.nextByte(), pieces)
                // Not on the thread that reads for others from the database too.
                .publishOn(Schedulers.parallel())
                .map(bytes -> taken.format()
                        .read(
                                bytes,
                                taken.done() + 1,
                                Math.min(ROWS_AT_ONCE, taken.total() - taken.done()),
                                taken.nextByte() + bytes.length == taken.bytes()));
    }

    /** What was read may be blank lines alone. */
    private Mono<Void> keep(Unread taken, Rows read) {
        if (read.bytes() == 0) {
            return Mono.error(new IllegalStateException("import %s: no line ends after byte %d (expected row %d of %d)"
                    .formatted(taken.id(), taken.nextByte(), taken.done() + 1, taken.total())));
        }
        return invite(taken, read.rows())
                .flatMap(outcomes ->
                        imports.advance(taken.id(), outcomes, taken.nextByte() + read.bytes(), clock.instant()))
                .then(Mono.defer(() -> taken.done() + read.rows().size() == taken.total() ? end(taken) : Mono.empty()));
    }

    private Mono<List<Outcome>> invite(Unread taken, List<Row> read) {
        return read.isEmpty()
                ? Mono.just(List.of())
                : inviting.invite(taken, read)
                        .flatMap(outcomes -> rows.add(taken.id(), outcomes)
                                .thenReturn(outcomes.stream()
                                        .map(one -> one.row().outcome())
                                        .toList()));
    }

    private Mono<Void> end(Unread taken) {
        return imports.end(taken.id(), ImportState.DONE, null, clock.instant()).then();
    }

    private Mono<Void> fail(Failed failed) {
        return transactions
                .inOne(imports.end(failed.id, ImportState.FAILED, problem(failed), clock.instant()))
                .then();
    }

    private static ImportProblem problem(Failed failed) {
        if (failed.getCause() instanceof Refusal refusal) {
            return new ImportProblem(refusal.code(), refusal.detail());
        }
        LOG.error(
                "import {}: failed because of a bug (it has ended; the same file sent again goes on with it)",
                failed.id,
                failed.getCause());
        return new ImportProblem("internal", "Something went wrong here. It was recorded.");
    }

    /** Undoes the transaction, and says whose it was. */
    private static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final UUID id;

        Failed(UUID id, Throwable cause) {
            super(null, cause, false, false);
            this.id = id;
        }
    }
}
