package io.usher.acceptance.erasing.r2dbc;

import io.usher.acceptance.erasing.People;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Erases in short transactions, one after the other, that lock rows of this person alone: first the member, as batches
 * do, then acceptances. A batch that gives the member something, or answers with an acceptance of theirs, locks that row
 * before it commits: either it has committed when the row is erased here, and what it stored is erased as well, or it
 * misses the row, and decides again. So whoever is answered with an acceptance that is erased here has their own answer
 * by then, and an earlier one among those takes its place in the same transaction.
 */
@Repository
class R2dbcPeople implements People {

    private static final int AT_ONCE = 1000;

    private static final String LOCK_MEMBER =
            "select id from onboarding.member where organization_id = $1 and address = $2 for update";

    /** In the order of batches. Each becomes the acceptance of nobody else, so that two of one invitation stay two. */
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
                order by id limit $4 for no key update))
            """;

    /** Of the later requests that were answered with an erased acceptance: one holds its use, the others refer to that. */
    private static final String REPLACE_ORIGINALS = """
            with left_over as (
                select later.id, original.member_id,
                       first_value(later.id) over (partition by later.invitation_id order by later.ordinal) as first
                from onboarding.acceptance later
                join onboarding.acceptance original on original.id = later.original
                where later.organization_id = $1 and later.address = $2 and later.requested_at > $3
                  and original.erased)
            update onboarding.acceptance later
            set original = nullif(left_over.first, later.id),
                member_id = case when later.id = left_over.first then left_over.member_id end
            from left_over
            where later.id = left_over.id
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

    /** Unless the acceptance that made the member is left. */
    private static final String RENAME_MEMBER = """
            update onboarding.member m
            set email = earliest.email,
                first_name = earliest.first_name,
                last_name = earliest.last_name,
                joined_at = earliest.decided_at
            from (
                select email, first_name, last_name, decided_at, joined from onboarding.acceptance
                where organization_id = $1 and address = $2 and outcome = 'accepted' and original is null
                order by joined desc, decided_at, log_offset
                limit 1) as earliest
            where m.organization_id = $1 and m.address = $2 and not earliest.joined
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

    /** The membership ends, or is what the later requests made it, with the transaction that finds nothing more to erase. */
    private Mono<Step> step(OrganizationId organization, String address, Instant until) {
        return lockMember(organization, address)
                .flatMap(isMember -> changed(ERASE_ACCEPTANCES, organization, address, until, AT_ONCE)
                        .flatMap(erased -> {
                            if (erased > 0) {
                                return changed(REPLACE_ORIGINALS, organization, address, until)
                                        .thenReturn(Step.MORE_TO_ERASE);
                            }
                            return isMember ? endMembership(organization, address) : Mono.just(Step.NO_MEMBER);
                        }));
    }

    private Mono<Boolean> lockMember(OrganizationId organization, String address) {
        return bind(LOCK_MEMBER, organization, address)
                .mapValue(UUID.class)
                .one()
                .hasElement();
    }

    private Mono<Step> endMembership(OrganizationId organization, String address) {
        return bind(END_MEMBERSHIP, organization, address)
                .mapValue(Long.class)
                .one()
                .flatMap(ended -> ended > 0
                        ? Mono.just(Step.NO_MEMBER)
                        : changed(RENAME_MEMBER, organization, address).thenReturn(Step.STILL_A_MEMBER));
    }

    private Mono<Long> changed(String update, OrganizationId organization, String address, Object... more) {
        return bind(update, organization, address, more).fetch().rowsUpdated();
    }

    private GenericExecuteSpec bind(String sql, OrganizationId organization, String address, Object... more) {
        GenericExecuteSpec bound =
                database.sql(sql).bind(0, organization.value()).bind(1, address);
        for (int i = 0; i < more.length; i++) {
            bound = bound.bind(2 + i, more[i]);
        }
        return bound;
    }
}
