package io.usher.runtime.outbox;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The program's records that Kafka refused for good. */
public final class RefusedRecords {

    private final DatabaseClient database;
    private final String statement;

    RefusedRecords(DatabaseClient database, OutboxSchema schema) {
        this.database = database;
        this.statement = """
                delete from %s
                where created_at <= $3
                  and directory.is_about(coalesce(key, '') || ' '::bytea || coalesce(value, ''), $1, $2)""".formatted(schema.refusedTable());
    }

    /**
     * Deletes those that name the person and the organization and are from before {@link MemberErasureRequested#until}.
     * May be repeated.
     */
    public Mono<Void> erase(MemberErasureRequested request) {
        return database.sql(statement)
                .bind(0, request.organization().value())
                .bind(1, EmailAddress.spellings(request.address()).toArray(String[]::new))
                .bind(2, request.until())
                .then();
    }
}
