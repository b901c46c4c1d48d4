package io.usher.notifier.forgetting.r2dbc;

import io.usher.notifier.forgetting.OldMessages;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcOldMessages implements OldMessages {

    private static final String DELETE = """
            delete from notification.message
            where id in (
                select id from notification.message
                where done_at < now() - $1 * interval '1 millisecond'
                order by done_at
                limit $2
                for update skip locked)
            """;

    private static final String FORGET_ERASURES =
            "delete from notification.erasure where until < now() - $1 * interval '1 millisecond'";

    /** PostgreSQL ends a statement before that; where nothing is heard of it either, the connection is lost. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(12);

    private final DatabaseClient database;

    R2dbcOldMessages(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Long> delete(Duration olderThan, int limit) {
        return database.sql(FORGET_ERASURES)
                .bind(0, olderThan.toMillis())
                .then()
                .timeout(ANSWER_WITHIN)
                .then(Mono.defer(() -> deleteMessages(olderThan, limit)));
    }

    private Mono<Long> deleteMessages(Duration olderThan, int limit) {
        return database.sql(DELETE)
                .bind(0, olderThan.toMillis())
                .bind(1, limit)
                .fetch()
                .rowsUpdated()
                .timeout(ANSWER_WITHIN);
    }
}
