package io.usher.acceptance.deciding.r2dbc;

import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.Decision;
import io.usher.acceptance.deciding.Decisions;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.PositionMoved;
import io.usher.acceptance.deciding.Standing;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The ledger in PostgreSQL. One batch is one transaction of a dozen statements, however many requests it has. */
@Repository
class R2dbcLedger implements Ledger {

    private static final String TOPIC = Topic.ACCEPTANCES_REQUESTED.topicName();

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final StandingQueries standings;
    private final DecisionStatements statements;

    R2dbcLedger(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
        this.standings = new StandingQueries(database);
        this.statements = new DecisionStatements(database);
    }

    @Override
    public Mono<List<Decision>> decide(Batch batch, Function<Standing, Decisions> rules) {
        Mono<List<Decision>> decided =
                moveOn(batch).then(batch.requests().isEmpty() ? Mono.just(List.of()) : decideRequests(batch, rules));
        return transaction.transactional(decided);
    }

    private Mono<List<Decision>> decideRequests(Batch batch, Function<Standing, Decisions> rules) {
        return standings
                .lockAndRead(batch.requests())
                .map(rules)
                .flatMap(decisions -> statements.write(decisions).thenReturn(decisions.decisions()));
    }

    private Mono<Void> moveOn(Batch batch) {
        return database.sql("""
                        update onboarding.position set next_offset = $4
                        where topic = $1 and partition = $2 and next_offset = $3
                        """)
                .bind(0, TOPIC)
                .bind(1, batch.partition())
                .bind(2, batch.expected())
                .bind(3, batch.next())
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> new PositionMoved(batch)))
                .then();
    }

    @Override
    public Mono<LogPosition> position(int partition) {
        return database.sql("""
                        insert into onboarding.position (topic, partition, next_offset, published_offset)
                        values ($1, $2, 0, 0) on conflict do nothing
                        """)
                .bind(0, TOPIC)
                .bind(1, partition)
                .then()
                .then(database.sql("""
                                select next_offset, published_offset from onboarding.position
                                where topic = $1 and partition = $2
                                """)
                        .bind(0, TOPIC)
                        .bind(1, partition)
                        .map((row, metadata) ->
                                new LogPosition(partition, Rows.get(row, 0, Long.class), Rows.get(row, 1, Long.class)))
                        .one());
    }

    @Override
    public Mono<Void> rewind(int partition, long next) {
        return database.sql("""
                        update onboarding.position
                        set next_offset = $3, published_offset = least(published_offset, $3)
                        where topic = $1 and partition = $2 and next_offset > $3
                        """).bind(0, TOPIC).bind(1, partition).bind(2, next).then();
    }

    @Override
    public Mono<List<Decision>> unpublished(LogPosition position) {
        return statements.read(position.partition(), position.published(), position.next());
    }

    /** Not worth waiting for the disk: see {@link Ledger#published}. */
    @Override
    public Mono<Void> published(int partition, long offset) {
        return database.sql("""
                        with relaxed as (select set_config('synchronous_commit', 'off', true))
                        update onboarding.position set published_offset = $3 from relaxed
                        where topic = $1 and partition = $2 and published_offset < $3 and next_offset >= $3
                        """)
                .bind(0, TOPIC)
                .bind(1, partition)
                .bind(2, offset)
                .then();
    }
}
