package io.usher.api.acceptances.r2dbc;

import io.usher.api.commands.DecidedCommands;
import io.usher.contract.id.CommandId;
import io.usher.runtime.Columns;
import io.usher.runtime.Outage;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcDecidedCommands implements DecidedCommands {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

    private final DatabaseClient database;
    private final Outages outages;

    R2dbcDecidedCommands(DatabaseClient database, Outages outages) {
        this.database = database;
        this.outages = outages;
    }

    @Override
    public Mono<Decided> find(CommandId command) {
        return database.sql("select refusal from onboarding.command where id = :id")
                .bind("id", command.value())
                .map(row -> new Decided(new Columns(row).optionalText("refusal")))
                .one()
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }
}
