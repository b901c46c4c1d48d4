package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.PositionMoved;
import io.usher.runtime.Columns;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** The stored positions in the logs of commands. A position is moved only from where the caller expects it. */
final class PositionStatements {

    private final DatabaseClient database;

    PositionStatements(DatabaseClient database) {
        this.database = database;
    }

    /** The stored position, which is the beginning of the log if there was none. */
    Mono<LogPosition> position(String topic, int partition, UUID log) {
        return database.sql("""
                        insert into onboarding.position (topic, partition, log_id, next_offset)
                        values ($1, $2, $3, 0) on conflict do nothing
                        """)
                .bind(0, topic)
                .bind(1, partition)
                .bind(2, log)
                .then()
                .then(database.sql("""
                                select log_id, leader_epoch, next_offset from onboarding.position
                                where topic = $1 and partition = $2
                                """)
                        .bind(0, topic)
                        .bind(1, partition)
                        .map((row, metadata) -> position(topic, partition, new Columns(row)))
                        .one());
    }

    private static LogPosition position(String topic, int partition, Columns row) {
        return new LogPosition(
                topic, partition, row.uuid("log_id"), row.optionalInteger("leader_epoch"), row.bigint("next_offset"));
    }

    /** Advances the position. Fails with {@link PositionMoved} if it is not the expected one. */
    Mono<LogPosition> moveOn(LogPosition from, @Nullable Integer epoch, long next) {
        return changed(
                bind(database.sql("""
                                        update onboarding.position set next_offset = $5, leader_epoch = $6
                                        where topic = $1 and partition = $2 and log_id = $3 and next_offset = $4
                                        """), from).bind(4, next).bind(5, Parameters.in(R2dbcType.INTEGER, epoch)),
                from,
                new LogPosition(from.topic(), from.partition(), from.log(), epoch, next));
    }

    /** Moves the position into a log, whose leader epoch is not known yet. Fails with {@link PositionMoved} if it is not the expected one. */
    Mono<LogPosition> moveTo(LogPosition from, UUID log, long next) {
        return changed(
                bind(database.sql("""
                                        update onboarding.position
                                        set log_id = $5, leader_epoch = null, next_offset = $6
                                        where topic = $1 and partition = $2 and log_id = $3 and next_offset = $4
                                        """), from).bind(4, log).bind(5, next),
                from,
                new LogPosition(from.topic(), from.partition(), log, null, next));
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec sql, LogPosition from) {
        return sql.bind(0, from.topic())
                .bind(1, from.partition())
                .bind(2, from.log())
                .bind(3, from.next());
    }

    private static Mono<LogPosition> changed(GenericExecuteSpec update, LogPosition from, LogPosition to) {
        return update.fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> new PositionMoved(from)))
                .thenReturn(to);
    }
}
