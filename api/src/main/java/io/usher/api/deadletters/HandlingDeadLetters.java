package io.usher.api.deadletters;

import io.usher.api.database.Transactions;
import io.usher.api.deadletters.DeadLetterSummary.State;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Shows, corrects and deletes dead letters. Takes the platform's {@code ops}: without it nothing of them is visible. */
public final class HandlingDeadLetters {

    private final DeadLetters letters;
    private final AuditedLetters audit;
    private final Transactions transactions;
    private final Clock clock;

    HandlingDeadLetters(DeadLetters letters, AuditedLetters audit, Transactions transactions, Clock clock) {
        this.letters = letters;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The newest first. */
    public Mono<Page<DeadLetterSummary>> list(Caller caller, DeadLetterFilter filter, PageRequest page) {
        return Mono.defer(() -> {
            require(caller);
            return letters.list(filter, page)
                    .collectList()
                    .map(fetched -> page.page(fetched, Order.BY_NUMBER, DeadLetterSummary::number));
        });
    }

    public Mono<StoredDeadLetter> find(Caller caller, String letter) {
        return Mono.defer(() -> {
            require(caller);
            return letters.find(id(letter)).switchIfEmpty(Mono.error(Refusal::notFound));
        });
    }

    /** Gives a letter that waits another payload. */
    public Mono<StoredDeadLetter> change(Caller caller, String letter, UnaryOperator<@Nullable Bytes> change) {
        return locked(caller, letter, before -> {
            if (before.about().state() != State.WAITING) {
                throw notWaiting();
            }
            return letters.change(
                            before.about().id(), change.apply(before.record().payload()), clock.instant())
                    .flatMap(after -> audit.changed(caller, before, after).thenReturn(after));
        });
    }

    /** Forgets the record; to delete it again does no harm. */
    public Mono<Void> delete(Caller caller, String letter) {
        return locked(caller, letter, before -> {
            if (before.about().state() == State.DELETED) {
                return Mono.empty();
            }
            Instant now = clock.instant();
            return letters.delete(before.about().id(), now).then(audit.deleted(caller, before, now));
        });
    }

    private <T> Mono<T> locked(Caller caller, String letter, Function<StoredDeadLetter, Mono<T>> work) {
        return Mono.defer(() -> {
            require(caller);
            return transactions.inOne(letters.lock(id(letter))
                    .switchIfEmpty(Mono.error(Refusal::notFound))
                    .flatMap(work));
        });
    }

    static void require(Caller caller) {
        caller.onPlatform().require(Action.HANDLE_DEAD_LETTERS);
    }

    static UUID id(String letter) {
        UUID id = Reference.of(letter).id();
        if (id == null) {
            throw Refusal.notFound();
        }
        return id;
    }

    static Refusal notWaiting() {
        return Refusal.conflict("dead-letter-not-waiting", "It was replayed or deleted already.");
    }
}
