package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.Decision;
import io.usher.acceptance.deciding.Decisions;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.PositionMoved;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Standing;
import io.usher.acceptance.deciding.r2dbc.StandingQueries.Reading;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The ledger in PostgreSQL. One batch is one transaction of a dozen statements, however many requests it has. */
@Repository
class R2dbcLedger implements Ledger {

    private static final String TOPIC = Topic.ACCEPTANCES_REQUESTED.topicName();

    /** Races are lost to other batches of one organization and to erasures of its people; after these tries the listener waits and tries again. */
    private static final Retry DECIDE_AGAIN =
            Retry.backoff(5, Duration.ofMillis(5)).filter(LostRace.class::isInstance);

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
    public Mono<Decided> decide(Batch batch, BiFunction<Standing, List<Request>, Decisions> rules) {
        Mono<Decided> decided = moveOn(batch.from(), batch.epoch(), batch.next())
                .flatMap(end -> batch.requests().isEmpty()
                        ? Mono.just(new Decided(end, List.of(), List.of()))
                        : decideRequests(batch, rules, end));
        return transaction.transactional(decided).retryWhen(DECIDE_AGAIN);
    }

    private Mono<Decided> decideRequests(
            Batch batch, BiFunction<Standing, List<Request>, Decisions> rules, LogPosition end) {
        return standings.lockAndRead(batch.requests()).flatMap(reading -> {
            Decisions decisions = rules.apply(reading.standing(), reading.requests());
            return statements
                    .write(decisions)
                    .then(standings.confirmPlans(reading, decisions))
                    .then(decidedBefore(batch, reading))
                    .zipWith(
                            reading.firstLeftOut() == null
                                    ? Mono.just(end)
                                    : moveOn(end, batch.epoch(), reading.firstLeftOut()),
                            (repeated, position) -> new Decided(position, decisions.decisions(), repeated));
        });
    }

    /** The decisions on records of the batch that had been decided as these very records. */
    private Mono<List<Decision>> decidedBefore(Batch batch, Reading reading) {
        return reading.decidedHere().isEmpty()
                ? Mono.just(List.of())
                : statements
                        .read(batch.partition(), batch.from().next(), batch.next())
                        .map(decisions -> decisions.stream()
                                .filter(decision -> reading.decidedHere()
                                        .contains(decision.request().id()))
                                .toList());
    }

    /** The new position; only if the old one is what it was. */
    private Mono<LogPosition> moveOn(LogPosition from, @Nullable Integer epoch, long next) {
        return changed(
                bind(database.sql("""
                                        update onboarding.position set next_offset = $5, leader_epoch = $6
                                        where topic = $1 and partition = $2 and log_id = $3 and next_offset = $4
                                        """), from).bind(4, next).bind(5, Parameters.in(R2dbcType.INTEGER, epoch)),
                from,
                new LogPosition(from.partition(), from.log(), epoch, next, from.published()));
    }

    @Override
    public Mono<LogPosition> moveTo(LogPosition from, UUID log, long next) {
        return changed(
                bind(database.sql("""
                                        update onboarding.position
                                        set log_id = $6, leader_epoch = null, next_offset = $7, published_offset = $7
                                        where topic = $1 and partition = $2 and log_id = $3 and next_offset = $4
                                          and published_offset = $5
                                        """), from)
                        .bind(4, from.published())
                        .bind(5, log)
                        .bind(6, next),
                from,
                new LogPosition(from.partition(), log, null, next, next));
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec sql, LogPosition from) {
        return sql.bind(0, TOPIC).bind(1, from.partition()).bind(2, from.log()).bind(3, from.next());
    }

    private static Mono<LogPosition> changed(GenericExecuteSpec update, LogPosition from, LogPosition to) {
        return update.fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> new PositionMoved(from)))
                .thenReturn(to);
    }

    @Override
    public Mono<LogPosition> position(int partition, UUID log) {
        return database.sql("""
                        insert into onboarding.position (topic, partition, log_id, next_offset, published_offset)
                        values ($1, $2, $3, 0, 0) on conflict do nothing
                        """)
                .bind(0, TOPIC)
                .bind(1, partition)
                .bind(2, log)
                .then()
                .then(database.sql("""
                                select log_id, leader_epoch, next_offset, published_offset from onboarding.position
                                where topic = $1 and partition = $2
                                """)
                        .bind(0, TOPIC)
                        .bind(1, partition)
                        .map((row, metadata) -> position(partition, row))
                        .one());
    }

    private static LogPosition position(int partition, Readable row) {
        return new LogPosition(
                partition,
                Rows.get(row, 0, UUID.class),
                row.get(1, Integer.class),
                Rows.get(row, 2, Long.class),
                Rows.get(row, 3, Long.class));
    }

    @Override
    public Mono<List<Decision>> unpublished(LogPosition position, int offsets) {
        return statements.read(
                position.partition(), position.published(), Math.min(position.next(), position.published() + offsets));
    }

    /** Not worth waiting for the disk: see {@link Ledger#published}. */
    @Override
    public Mono<Void> published(LogPosition position, long offset) {
        return database.sql("""
                        with relaxed as (select set_config('synchronous_commit', 'off', true))
                        update onboarding.position set published_offset = $4 from relaxed
                        where topic = $1 and partition = $2 and log_id = $3
                          and published_offset < $4 and next_offset >= $4
                        """)
                .bind(0, TOPIC)
                .bind(1, position.partition())
                .bind(2, position.log())
                .bind(3, offset)
                .then();
    }
}
