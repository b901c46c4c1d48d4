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
 * Erases in short transactions, one after the other, that lock rows of this person alone, apart from invitations for which
 * the person waits: first those, then the member, as batches do, then acceptances. A batch that grants the member
 * something, or answers with an acceptance of theirs, locks that row before it commits: either it has committed when the
 * row is erased here, and what it stored is erased as well, or it misses the row, and decides again. So whoever is
 * answered with an acceptance that is erased here has their own answer by then, and an earlier one among those takes its
 * place in the same transaction.
 */
@Repository
public class ErasingPeople {

    private static final Logger LOG = LoggerFactory.getLogger(ErasingPeople.class);

    private static final int AT_ONCE = 1000;

    /** Of a person, by organization and address. */
    private static final String THEIRS = """
            invitation_id = any(array(select id from directory.invitation where organization_id = $1)) and address = $2
            """;

    private static final String LOCK_WAITING_LISTS = """
            select id from directory.invitation
            where id = any(array(
                select invitation_id from onboarding.acceptance where %s and outcome = 'waitlisted'))
            order by id for no key update
            """.formatted(THEIRS);

    private static final String WAITING =
            "select id from onboarding.acceptance where %s and outcome = 'waitlisted' and requested_at <= $3"
                    .formatted(THEIRS);

    private static final String LOCK_MEMBER =
            "select id from onboarding.member where organization_id = $1 and id = $2 for update";

    /**
     * In the order of batches. Each becomes the acceptance of nobody else, so that two of one invitation stay two. Who
     * waited waits no more.
     */
    private static final String ERASE_ACCEPTANCES = """
            update onboarding.acceptance
            set address = 'erased-' || id || '@erased.invalid',
                email = null,
                first_name = null,
                last_name = null,
                outcome = case outcome when 'waitlisted' then 'withdrawn' else outcome end,
                erased = true
            where id = any(array(
                select id from onboarding.acceptance
                where %s and requested_at <= $3 and (outcome <> 'waitlisted' or invitation_id = any($5))
                order by id limit $4 for no key update))
            """.formatted(THEIRS);

    /**
     * Of the later requests that were answered with an erased acceptance: one takes its place, the others refer to that. If
     * the erased one held no use any more, neither does that one: it may be another's by now.
     */
    private static final String REPLACE_ORIGINALS = """
            with left_over as (
                select a.id, erased.slot = 0 as holds, erased.grant_set_id,
                       first_value(a.id) over (partition by a.original order by a.ordinal) as first
                from (select * from onboarding.acceptance where %s and requested_at > $3) as a
                join onboarding.acceptance erased on erased.id = a.original
                where erased.erased)
            update onboarding.acceptance later
            set original = nullif(left_over.first, later.id),
                slot = case when later.id = left_over.first and left_over.holds then 0 else later.slot end,
                outcome = case
                    when later.outcome <> 'waitlisted' then later.outcome
                    when not left_over.holds then 'withdrawn'
                    when left_over.grant_set_id is not null then 'accepted'
                    else 'waitlisted' end,
                grant_set_id = coalesce(later.grant_set_id, left_over.grant_set_id)
            from left_over
            where later.id = left_over.id
            """.formatted(THEIRS);

    /** Erased ones waited no more, and later ones may have taken their place. */
    private static final String COUNT_WAITING = """
            update onboarding.invitation_seats seats
            set waiting = (
                select count(*) from onboarding.acceptance a
                where a.invitation_id = seats.invitation_id and outcome = 'waitlisted' and original is null)
            where invitation_id = any($1)
            """;

    /** Acceptances that are left are later ones. */
    private static final String END_MEMBERSHIP = """
            with ended as (
                delete from onboarding.member
                where organization_id = $1 and id = $3 and not exists (
                    select from onboarding.acceptance where %s and outcome = 'accepted')
                returning organization_id, state),
            freed as (
                update onboarding.organization_seats seats
                set taken = taken - 1
                from ended
                where seats.organization_id = ended.organization_id and ended.state = 'active')
            select count(*) from ended
            """.formatted(THEIRS);

    /** Unless the acceptance that made the member is left. */
    private static final String RENAME_MEMBER = """
            update onboarding.member m
            set email = earliest.email,
                first_name = earliest.first_name,
                last_name = earliest.last_name,
                joined_at = earliest.decided_at
            from (
                select email, first_name, last_name, decided_at, joined from onboarding.acceptance
                where %s and outcome = 'accepted' and original is null
                order by joined desc, decided_at, log_offset
                limit 1) as earliest
            where m.organization_id = $1 and m.id = $3 and not earliest.joined
            """.formatted(THEIRS);

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
        return step(request)
                .as(transaction::transactional)
                .repeat()
                .filter(step -> step != Step.MORE_TO_ERASE)
                .next()
                .doOnNext(step -> LOG.info(
                        "erased: one person, {}, command {}",
                        step == Step.NO_MEMBER ? "no member now" : "still a member by a later request",
                        request.command()))
                .then();
    }

    /** The membership ends, or is what the later requests made it, with the transaction that finds nothing more to erase. */
    private Mono<Step> step(MemberErasureRequested request) {
        return ids(theirs(LOCK_WAITING_LISTS, request))
                .flatMap(waitingLists -> ids(database.sql(LOCK_MEMBER)
                                .bind(0, request.organization().value())
                                .bind(1, member(request)))
                        .flatMap(member -> erase(request, waitingLists)
                                .switchIfEmpty(Mono.defer(() -> waitsByNow(request)))
                                .switchIfEmpty(
                                        Mono.defer(() -> member.isEmpty() ? gone(request) : endMembership(request)))));
    }

    /** Empty if there is nothing more to erase. */
    private Mono<Step> erase(MemberErasureRequested request, List<UUID> waitingLists) {
        return theirs(ERASE_ACCEPTANCES, request)
                .bind(2, request.until())
                .bind(3, AT_ONCE)
                .bind(4, waitingLists.toArray(UUID[]::new))
                .fetch()
                .rowsUpdated()
                .filter(erased -> erased > 0)
                .flatMap(erased -> theirs(REPLACE_ORIGINALS, request)
                        .bind(2, request.until())
                        .then()
                        .then(countWaiting(waitingLists))
                        .thenReturn(Step.MORE_TO_ERASE));
    }

    /** Somebody who was put on a waiting list since the lists were locked; empty if there is no such request. */
    private Mono<Step> waitsByNow(MemberErasureRequested request) {
        return theirs(WAITING, request)
                .bind(2, request.until())
                .mapValue(UUID.class)
                .first()
                .map(waiting -> Step.MORE_TO_ERASE);
    }

    private Mono<Void> countWaiting(List<UUID> invitations) {
        return invitations.isEmpty()
                ? Mono.empty()
                : database.sql(COUNT_WAITING)
                        .bind(0, invitations.toArray(UUID[]::new))
                        .then();
    }

    private Mono<Step> endMembership(MemberErasureRequested request) {
        return theirs(END_MEMBERSHIP, request)
                .bind(2, member(request))
                .mapValue(Long.class)
                .one()
                .flatMap(ended -> ended > 0
                        ? gone(request)
                        : theirs(RENAME_MEMBER, request)
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
