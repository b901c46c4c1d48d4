package io.usher.acceptance.erasing.r2dbc;

import io.usher.acceptance.erasing.People;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Erases in short transactions, one after the other, that lock rows of this person alone: first the member, as batches
 * do, then acceptances. A batch that gives the member something, or answers with an acceptance of theirs, locks that row
 * before it commits: either it has committed when the row is erased here, and what it stored is erased as well, or it
 * misses the row, and decides again.
 */
@Repository
class R2dbcPeople implements People {

    private static final int AT_ONCE = 1000;

    private static final String LOCK_MEMBER =
            "select id from onboarding.member where organization_id = $1 and address = $2 for update";

    /** Each becomes the acceptance of nobody else, so that two of one invitation stay two. */
    private static final String ERASE_ACCEPTANCES = """
            update onboarding.acceptance
            set address = 'erased-' || id || '@erased.invalid',
                email = 'erased-' || id || '@erased.invalid',
                first_name = null,
                last_name = null,
                erased = true
            where id = any(array(
                select id from onboarding.acceptance
                where organization_id = $1 and address = $2 and requested_at <= $3
                limit $4))
            """;

    /** Acceptances that are left are later ones. */
    private static final String END_MEMBERSHIP = """
            with ended as (
                delete from onboarding.member
                where organization_id = $1 and address = $2 and not exists (
                    select from onboarding.acceptance
                    where organization_id = $1 and address = $2 and outcome = 'accepted')
                returning organization_id),
            freed as (
                update onboarding.organization_seats seats
                set taken = taken - 1
                from ended
                where seats.organization_id = ended.organization_id)
            select count(*) from ended
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    R2dbcPeople(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** What a transaction of an erasure came to. */
    private enum Step {
        MORE_TO_ERASE,
        NO_MEMBER,
        STILL_A_MEMBER
    }

    @Override
    public Mono<Boolean> erase(OrganizationId organization, String address, Instant until) {
        return step(organization, address, until)
                .as(transaction::transactional)
                .repeat()
                .filter(step -> step != Step.MORE_TO_ERASE)
                .next()
                .map(step -> step == Step.NO_MEMBER);
    }

    /** The membership ends with the transaction that finds nothing more to erase. */
    private Mono<Step> step(OrganizationId organization, String address, Instant until) {
        return lockMember(organization, address)
                .flatMap(isMember -> eraseAcceptances(organization, address, until)
                        .flatMap(erased -> {
                            if (erased > 0) {
                                return Mono.just(Step.MORE_TO_ERASE);
                            }
                            return isMember ? endMembership(organization, address) : Mono.just(Step.NO_MEMBER);
                        }));
    }

    private Mono<Boolean> lockMember(OrganizationId organization, String address) {
        return database.sql(LOCK_MEMBER)
                .bind(0, organization.value())
                .bind(1, address)
                .mapValue(UUID.class)
                .one()
                .hasElement();
    }

    private Mono<Long> eraseAcceptances(OrganizationId organization, String address, Instant until) {
        return database.sql(ERASE_ACCEPTANCES)
                .bind(0, organization.value())
                .bind(1, address)
                .bind(2, until)
                .bind(3, AT_ONCE)
                .fetch()
                .rowsUpdated();
    }

    private Mono<Step> endMembership(OrganizationId organization, String address) {
        return database.sql(END_MEMBERSHIP)
                .bind(0, organization.value())
                .bind(1, address)
                .mapValue(Long.class)
                .one()
                .map(ended -> ended > 0 ? Step.NO_MEMBER : Step.STILL_A_MEMBER);
    }
}
