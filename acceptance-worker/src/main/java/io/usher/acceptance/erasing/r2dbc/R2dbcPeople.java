package io.usher.acceptance.erasing.r2dbc;

import io.usher.acceptance.erasing.People;
import io.usher.contract.id.OrganizationId;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

@Repository
class R2dbcPeople implements People {

    /** Every acceptance of the organization is looked at: to erase is rare, and an index would slow each decision. */
    private static final String TAKE_TIME = "select set_config('statement_timeout', '120s', true)";

    /** As the decisions do: who is a member is decided under this lock. */
    private static final String LOCK = "select locked from directory.organization where id = $1 for no key update";

    private static final String END_MEMBERSHIP = """
            with ended as (
                delete from onboarding.member where organization_id = $1 and address = $2 returning 1)
            update onboarding.organization_seats
            set taken = taken - (select count(*)::int from ended)
            where organization_id = $1 and exists (select from ended)
            """;

    /** Each becomes the acceptance of nobody else, so that two of one invitation stay two. */
    private static final String ERASE_ACCEPTANCES = """
            update onboarding.acceptance
            set address = 'erased-' || id || '@erased.invalid',
                email = 'erased-' || id || '@erased.invalid',
                first_name = null,
                last_name = null
            where invitation_id = any(array(select id from directory.invitation where organization_id = $1))
              and organization_id = $1 and address = $2
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    R2dbcPeople(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    @Override
    public Mono<Void> erase(OrganizationId organization, String address) {
        return database.sql(TAKE_TIME)
                .then()
                .then(database.sql(LOCK).bind(0, organization.value()).then())
                .then(Mono.defer(() -> bound(END_MEMBERSHIP, organization, address)))
                .then(Mono.defer(() -> bound(ERASE_ACCEPTANCES, organization, address)))
                .as(transaction::transactional);
    }

    private Mono<Void> bound(String statement, OrganizationId organization, String address) {
        return database.sql(statement)
                .bind(0, organization.value())
                .bind(1, address)
                .then();
    }
}
