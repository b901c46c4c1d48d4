package io.usher.notifier.erasing;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The messages that were sent or failed long ago. Their events are too old to make messages, so that deleting one causes
 * no second mail.
 */
final class OldMessages {

    private static final int STEP = 1_000;

    private static final String DELETE = """
            delete from notification.message
            where id in (
                select id from notification.message
                where done_at < now() - $1 * interval '1 millisecond'
                order by done_at
                limit $2
                for update skip locked)
            """;

    private static final String DELETE_ERASURES =
            "delete from notification.erasure where until < now() - $1 * interval '1 millisecond'";

    /** PostgreSQL ends a statement earlier; if it does not answer by then, the connection is lost. */
    private static final Duration AFTER_STATEMENT_TIMEOUT = Duration.ofSeconds(2);

    private final DatabaseClient database;
    private final Duration answerWithin;

    OldMessages(
            DatabaseClient database, @Value("${spring.r2dbc.properties.statementTimeout}") Duration statementTimeout) {
        this.database = database;
        this.answerWithin = statementTimeout.plus(AFTER_STATEMENT_TIMEOUT);
    }

    /**
     * Deletes up to 1,000 messages that were sent or failed longer ago than the retention, and the records of people who were
     * erased before that; emits whether there may be more.
     */
    Mono<Boolean> deleteSome(Duration retention) {
        return database.sql(DELETE_ERASURES)
                .bind(0, retention.toMillis())
                .then()
                .timeout(answerWithin)
                .then(Mono.defer(() -> deleteMessages(retention)))
                .map(deleted -> deleted == STEP);
    }

    private Mono<Long> deleteMessages(Duration retention) {
        return database.sql(DELETE)
                .bind(0, retention.toMillis())
                .bind(1, STEP)
                .fetch()
                .rowsUpdated()
                .timeout(answerWithin);
    }
}
