package io.usher.api.acceptances.r2dbc;

import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.api.commands.DecidedCommands;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import io.usher.runtime.Columns;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
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

    @Override
    public Flux<OfMember> ofMembers(Collection<CommandId> commands) {
        return database.sql("""
                        select member, outcome
                        from onboarding.command cross join lateral unnest(members, outcomes) as named (member, outcome)
                        where id = any(:ids)""")
                .bind("ids", uuids(commands, CommandId::value))
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new OfMember(new MemberId(columns.uuid("member")), columns.text("outcome"));
                })
                .all()
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }
}
