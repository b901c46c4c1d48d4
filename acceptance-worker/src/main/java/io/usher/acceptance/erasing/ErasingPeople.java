package io.usher.acceptance.erasing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.outbox.Outbox;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Erases in short transactions, one after the other. The first one passes all batches of the organization that are {@link
 * BatchesUnderWay under way}, before anything else, as they join before anything else: nobody waits for it who holds what
 * it or another batch waits for. Batches read who was erased after they have joined: either they have committed when the
 * first transaction commits, and what they stored is erased by the next ones, or they know of the erasure and ask for it
 * again if it covers what they decide.
 *
 * <p>The others lock rows of this person alone, apart from invitations for which the person waits: first those, then the
 * member, as batches do, then acceptances. A batch that grants the member something, or answers with an acceptance of
 * theirs, locks that row before it commits: either it has committed when the row is erased here, and what it stored is
 * erased as well, or it misses the row, and decides again. So whoever is answered with an acceptance that is erased here
 * has their own answer by then, and an earlier one among those takes its place in the same transaction.
 */
@Repository
public class ErasingPeople {

    private static final Logger LOG = LoggerFactory.getLogger(ErasingPeople.class);

    private static final int AT_ONCE = 1000;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;

    ErasingPeople(DatabaseClient database, TransactionalOperator transaction, Outbox outbox) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
    }

    /** What a transaction of an erasure came to. */
    private enum Step {
        MORE_TO_ERASE,
        NO_MEMBER,
        STILL_A_MEMBER
    }

    /**
     * Takes the person's data out of every acceptance that was asked for up to {@link MemberErasureRequested#until()}, and
     * ends the membership, which frees its seat; the uses of the invitations stay used. Who was accepted on a later request
     * stays a member, with the names of that request; if it was answered with an acceptance that is erased, it takes its
     * place and its use. What they were granted stays, also by an acceptance that is erased. If they are no member now, a
     * tombstone is published after everything that was published of them. May be repeated, also while requests of the same
     * person are decided.
     */
    public Mono<Void> erase(MemberErasureRequested request) {
        return remember(request)
                .as(transaction::transactional)
                .thenMany(step(request).as(transaction::transactional).repeat())
                .filter(step -> step != Step.MORE_TO_ERASE)
                .next()
                .doOnNext(step -> LOG.info(
                        "erased: one person, {}, command {}",
                        step == Step.NO_MEMBER ? "no member now" : "still a member by a later request",
                        request.command()))
                .then();
    }

    /** From the commit on, batches know of the erasure; what those before it decided is committed by then. */
    private Mono<Void> remember(MemberErasureRequested request) {
        return database.sql(ErasureStatements.PASS_BATCHES)
                .bind(0, request.organization().value())
                .then()
                .then(database.sql(ErasureStatements.REMEMBER)
                        .bind(0, request.organization().value())
                        .bind(1, member(request))
                        .bind(2, request.command().value())
                        .bind(3, request.at())
                        .then());
    }

    /** The membership ends, or is what the later requests made it, with the transaction that finds nothing more to erase. */
    private Mono<Step> step(MemberErasureRequested request) {
        return ids(theirs(ErasureStatements.LOCK_WAITING_LISTS, request))
                .flatMap(waitingLists -> ids(database.sql(ErasureStatements.LOCK_MEMBER)
                                .bind(0, request.organization().value())
                                .bind(1, member(request)))
                        .flatMap(member -> erase(request, waitingLists)
                                .switchIfEmpty(Mono.defer(() -> waitsByNow(request)))
                                .switchIfEmpty(
                                        Mono.defer(() -> member.isEmpty() ? gone(request) : endMembership(request)))));
    }

    /** Empty if there is nothing more to erase. */
    private Mono<Step> erase(MemberErasureRequested request, List<UUID> waitingLists) {
        return theirs(ErasureStatements.ERASE_ACCEPTANCES, request)
                .bind(2, request.until())
                .bind(3, AT_ONCE)
                .bind(4, waitingLists.toArray(UUID[]::new))
                .fetch()
                .rowsUpdated()
                .filter(erased -> erased > 0)
                .flatMap(erased -> theirs(ErasureStatements.REPLACE_ORIGINALS, request)
                        .bind(2, request.until())
                        .then()
                        .then(countWaiting(waitingLists))
                        .thenReturn(Step.MORE_TO_ERASE));
    }

    /** Somebody who was put on a waiting list since the lists were locked; empty if there is no such request. */
    private Mono<Step> waitsByNow(MemberErasureRequested request) {
        return theirs(ErasureStatements.WAITING, request)
                .bind(2, request.until())
                .mapValue(UUID.class)
                .first()
                .map(waiting -> Step.MORE_TO_ERASE);
    }

    private Mono<Void> countWaiting(List<UUID> invitations) {
        return invitations.isEmpty()
                ? Mono.empty()
                : database.sql(ErasureStatements.COUNT_WAITING)
                        .bind(0, invitations.toArray(UUID[]::new))
                        .then();
    }

    private Mono<Step> endMembership(MemberErasureRequested request) {
        return theirs(ErasureStatements.END_MEMBERSHIP, request)
                .bind(2, member(request))
                .mapValue(Long.class)
                .one()
                .flatMap(ended -> ended > 0
                        ? gone(request)
                        : theirs(ErasureStatements.RENAME_MEMBER, request)
                                .bind(2, member(request))
                                .then()
                                .thenReturn(Step.STILL_A_MEMBER));
    }

    private Mono<Step> gone(MemberErasureRequested request) {
        byte[] key = (request.organization() + "/" + request.address()).getBytes(UTF_8);
        return outbox.appendRecords(
                        List.of(new ProducerRecord<>(Topic.MEMBERS.topicName(), Topic.partitionOf(key), key, null)))
                .thenReturn(Step.NO_MEMBER);
    }

    private GenericExecuteSpec theirs(String sql, MemberErasureRequested request) {
        return database.sql(sql).bind(0, request.organization().value()).bind(1, request.address());
    }

    private static Mono<List<UUID>> ids(GenericExecuteSpec query) {
        return query.mapValue(UUID.class).all().collectList();
    }

    private static UUID member(MemberErasureRequested request) {
        return MemberId.of(request.organization(), request.address()).value();
    }
}
