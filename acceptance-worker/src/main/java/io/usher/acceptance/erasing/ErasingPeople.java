package io.usher.acceptance.erasing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.outbox.Outbox;
import io.usher.runtime.outbox.RefusedRecords;
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
 * Erases people in several short transactions. The first one waits for all batches of the organization that are {@link
 * BatchesUnderWay under way} before it locks anything else. Batches join them before they lock anything else, so that
 * this cannot deadlock. Batches read erasures after they have joined. Therefore each batch either has committed before
 * the first transaction commits, and the next transactions erase what it stored, or it reads the erasure, and requests
 * it again if it covers what the batch decides.
 *
 * <p>The other transactions lock only rows of this person and the invitations with the person on their waiting list:
 * first the invitations, then the member, as batches do, then acceptances. A batch that grants the member something, or
 * refers to one of their acceptances, locks that row before it commits. Therefore each batch either has committed
 * before the row is erased, and what it stored is erased too, or does not find the row, and is decided again. All
 * requests that refer to an erased acceptance are therefore stored by then, and the earliest of those that remain
 * replaces it in the same transaction.
 */
@Repository
public class ErasingPeople {

    private static final Logger LOG = LoggerFactory.getLogger(ErasingPeople.class);

    private static final int AT_ONCE = 1000;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final RefusedRecords refused;

    ErasingPeople(DatabaseClient database, TransactionalOperator transaction, Outbox outbox, RefusedRecords refused) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.refused = refused;
    }

    /** The result of one transaction of an erasure. */
    private enum Step {
        MORE_TO_ERASE,
        NO_MEMBER,
        STILL_A_MEMBER
    }

    /**
     * Removes the data of the person from each acceptance that was requested up to {@link
     * MemberErasureRequested#until()}, and ends the membership, which frees its seat. The uses of the invitations
     * remain used. A person who was accepted on a later request remains a member, with the names of that request; if
     * that request refers to an erased acceptance, it replaces it and its use. The grants remain, including those of
     * erased acceptances. If the person is not a member afterwards, a tombstone is published after all earlier events
     * of the member. Events about the person that Kafka refused are deleted. May be repeated, also while requests of the same person are decided.
     */
    public Mono<Void> erase(MemberErasureRequested request) {
        return remember(request)
                .as(transaction::transactional)
                .thenMany(step(request).as(transaction::transactional).repeat())
                .filter(step -> step != Step.MORE_TO_ERASE)
                .next()
                .flatMap(step -> refused.erase(request).thenReturn(step))
                .doOnNext(step -> LOG.info(
                        "erased: one person, {}, command {}",
                        step == Step.NO_MEMBER ? "no member now" : "still a member by a later request",
                        request.command()))
                .then();
    }

    /** After the commit, batches read the erasure. What the batches before it decided is committed by then. */
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

    /**
     * The transaction that finds nothing more to erase ends the membership, or sets it to what the later requests made
     * it.
     */
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

    /** Emits if the person was put on a waiting list since the lists were locked; empty otherwise. */
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
