package io.usher.acceptance.due;

import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Deletes stored commands and erasures that cannot be received again. A command or a request can be read for as long as
 * it is in its topic: 30 days, and up to 7 more until its segment is closed. The API repeats a command for a day. The
 * remaining two days are a margin.
 */
final class OldCommands {

    private static final int STEP = 1_000;

    private static final String DELETE_COMMANDS = """
            delete from onboarding.command
            where id = any(array(
                select id from onboarding.command
                where decided_at < now() - interval '40 days'
                order by decided_at
                limit $1
                for update skip locked))
            """;

    private static final String DELETE_ERASURES = """
            delete from onboarding.erasure
            where ctid = any(array(
                select ctid from onboarding.erasure
                where requested_at < now() - interval '40 days'
                order by requested_at
                limit $1
                for update skip locked))
            """;

    private final DatabaseClient database;

    OldCommands(DatabaseClient database) {
        this.database = database;
    }

    /** Deletes up to 1,000 of each; emits whether there may be more. */
    Mono<Boolean> deleteSome() {
        return delete(DELETE_COMMANDS)
                .zipWhen(
                        commands -> delete(DELETE_ERASURES),
                        (commands, erasures) -> Math.max(commands, erasures) == STEP);
    }

    private Mono<Long> delete(String sql) {
        return database.sql(sql).bind(0, STEP).fetch().rowsUpdated();
    }
}
