package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.Command.ExpiredAccesses;
import io.usher.acceptance.deciding.Command.LimitReport;
import io.usher.acceptance.deciding.Command.OfMember;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Command.TeamChange;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Decision;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores which commands are decided, and why some were refused. */
final class CommandStatements {

    private final DatabaseClient database;

    CommandStatements(DatabaseClient database) {
        this.database = database;
    }

    /** Emits whether the command is undecided. It is decided with the commit. */
    Mono<Boolean> begin(CommandId id) {
        return database.sql("insert into onboarding.command (id) values ($1) on conflict do nothing")
                .bind(0, id.value())
                .fetch()
                .rowsUpdated()
                .map(added -> added > 0);
    }

    Mono<Void> conclude(CommandId id, BatchResult result) {
        return Flux.fromIterable(result.decisions())
                .mapNotNull(CommandStatements::reason)
                .concatMap(reason -> database.sql("update onboarding.command set refusal = $2 where id = $1")
                        .bind(0, id.value())
                        .bind(1, reason)
                        .then())
                .then(Flux.fromIterable(result.decisions())
                        .ofType(TeamChanged.class)
                        .concatMap(changed -> conclude(id, changed))
                        .then());
    }

    private Mono<Void> conclude(CommandId id, TeamChanged changed) {
        List<Map.Entry<MemberId, String>> outcomes =
                List.copyOf(changed.outcomes().entrySet());
        return database.sql("update onboarding.command set members = $2, outcomes = $3 where id = $1")
                .bind(0, id.value())
                .bind(1, uuids(outcomes, outcome -> outcome.getKey().value()))
                .bind(2, texts(outcomes, Map.Entry::getValue))
                .then();
    }

    private static @Nullable String reason(Decision decision) {
        return switch (decision) {
            case WithdrawalRefused refused -> refused.reason();
            case MemberCommandRefused refused -> refused.reason();
            default -> null;
        };
    }

    /** The refusal of a command; empty if it was not refused. */
    Mono<Decision> refusal(Single command, CommandId id) {
        return database.sql("select refusal from onboarding.command where id = $1 and refusal is not null")
                .bind(0, id.value())
                .mapValue(String.class)
                .one()
                .mapNotNull(reason -> refused(command, id, reason));
    }

    private static @Nullable Decision refused(Single command, CommandId id, String reason) {
        return switch (command) {
            case Withdrawal withdrawal -> new WithdrawalRefused(withdrawal, reason);
            case OfMember ofMember -> new MemberCommandRefused(id, ofMember.person(), reason);
            case Promotion promotion -> null;
            case LimitReport limits -> null;
            case ExpiredAccesses accesses -> null;
            case TeamChange change -> null;
        };
    }
}
