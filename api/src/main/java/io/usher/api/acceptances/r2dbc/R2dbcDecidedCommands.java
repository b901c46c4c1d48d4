package io.usher.api.acceptances.r2dbc;

import io.usher.api.commands.DecidedCommands;
import io.usher.contract.id.CommandId;
import io.usher.runtime.Columns;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcDecidedCommands implements DecidedCommands {

    private final DatabaseClient database;

    R2dbcDecidedCommands(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Decided> find(CommandId command) {
        return database.sql("select refusal from onboarding.command where id = :id")
                .bind("id", command.value())
                .map(row -> new Decided(new Columns(row).optionalText("refusal")))
                .one();
    }
}
