package io.usher.api.audit;

import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what the audit log says about commands: to what they are done, and what they are to change, by name. */
@Component
final class CommandDescriptions {

    private static final Change NOTHING_TO_TELL = new Change(null, null);

    private final DatabaseClient database;
    private final JsonMapper json;

    CommandDescriptions(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    record Description(Audited subject, Change change) {}

    Mono<Description> of(Event command) {
        return switch (command) {
            case MemberChangeRequested change -> ofChange(change);
            case MemberRemovalRequested removal ->
                Mono.just(new Description(Audited.member(removal.organization(), removal.address()), NOTHING_TO_TELL));
            case MemberTeamChangeRequested change -> ofTogether(List.of(change));
            case AcceptanceWithdrawalRequested withdrawal -> ofWithdrawal(withdrawal);
            default ->
                throw new IllegalStateException(
                        "command: " + command.getClass().getSimpleName() + " (expected one with an audit entry)");
        };
    }

    private Mono<Description> ofChange(MemberChangeRequested command) {
        return database.sql("""
                        select m.access_expires_at, g.kind, g.name, g.id = any(m.grant_ids) as had,
                               g.id = any(:wanted) as wanted
                        from onboarding.member m
                        left join directory.grantable g on g.id = any(m.grant_ids || :wanted)
                        where m.organization_id = :organization and m.address = :address
                        order by lower(g.name)""")
                .bind("organization", command.organization().value())
                .bind("address", command.address())
                .bind(
                        "wanted",
                        command.replaced().values().stream()
                                .flatMap(Collection::stream)
                                .map(GrantableId::value)
                                .toArray(UUID[]::new))
                .map(row -> Held.from(new Columns(row)))
                .all()
                .collectList()
                .map(held -> new Description(
                        Audited.member(command.organization(), command.address()), change(command, held)));
    }

    /** Of each kind that is replaced what the member has and is to have, by name. */
    private Change change(MemberChangeRequested command, List<Held> held) {
        ObjectNode before = json.createObjectNode();
        ObjectNode after = json.createObjectNode();
        if (command.accessEndSet()) {
            held.stream().findFirst().ifPresent(any -> before.putPOJO("accessExpiresAt", any.accessExpiresAt()));
            after.putPOJO("accessExpiresAt", command.accessExpiresAt());
        }
        for (GrantKind kind : command.replaced().keySet()) {
            ArrayNode had = before.putArray(kind.property());
            ArrayNode wanted = after.putArray(kind.property());
            held.stream().filter(one -> kind.wireName().equals(one.kind())).forEach(one -> {
                if (one.had()) {
                    had.add(one.name());
                }
                if (one.wanted()) {
                    wanted.add(one.name());
                }
            });
        }
        return Change.of(json, before, after);
    }

    /** Commands for one team, as one. */
    Mono<Description> ofTogether(List<MemberTeamChangeRequested> commands) {
        UUID[] added = ids(commands, MemberTeamChangeRequested::added);
        UUID[] removed = ids(commands, MemberTeamChangeRequested::removed);
        return Mono.zip(
                team(commands.getFirst()),
                addresses(commands, added)
                        .zipWith(
                                addresses(commands, removed),
                                (joining, leaving) ->
                                        Change.of(json, null, Map.of("added", joining, "removed", leaving))),
                Description::new);
    }

    private static UUID[] ids(
            List<MemberTeamChangeRequested> commands, Function<MemberTeamChangeRequested, List<MemberId>> people) {
        return commands.stream()
                .flatMap(command -> people.apply(command).stream())
                .map(MemberId::value)
                .toArray(UUID[]::new);
    }

    private Mono<Audited> team(MemberTeamChangeRequested command) {
        UUID team = command.team().value();
        return database.sql("select name from directory.grantable where id = :id")
                .bind("id", team)
                .map(row ->
                        Audited.grantable(command.organization(), GrantKind.TEAM, team, new Columns(row).text("name")))
                .one();
    }

    /** Of those who are members: nothing is done to others. */
    private Mono<List<String>> addresses(List<MemberTeamChangeRequested> commands, UUID[] members) {
        return database.sql("""
                        select address from onboarding.member
                        where organization_id = :organization and id = any(:ids) order by address""")
                .bind("organization", commands.getFirst().organization().value())
                .bind("ids", members)
                .map(row -> new Columns(row).text("address"))
                .all()
                .collectList();
    }

    /** Without an address if the acceptance is not decided. */
    private Mono<Description> ofWithdrawal(AcceptanceWithdrawalRequested command) {
        return database.sql("select address from onboarding.acceptance where id = :id")
                .bind("id", command.acceptance().value())
                .map(row -> new Columns(row).text("address"))
                .one()
                .singleOptional()
                .map(address -> new Description(
                        Audited.acceptance(command.organization(), command.acceptance(), address.orElse(null)),
                        NOTHING_TO_TELL));
    }

    /**
     * A row of a member: something that they have or are to have.
     *
     * @param accessExpiresAt the member's
     * @param kind null if it is nothing, as is the name
     */
    private record Held(
            @Nullable Instant accessExpiresAt,
            @Nullable String kind,
            @Nullable String name,
            boolean had,
            boolean wanted) {

        static Held from(Columns row) {
            String kind = row.optionalText("kind");
            return kind == null
                    ? new Held(row.optionalInstant("access_expires_at"), null, null, false, false)
                    : new Held(
                            row.optionalInstant("access_expires_at"),
                            kind,
                            row.text("name"),
                            row.bool("had"),
                            row.bool("wanted"));
        }
    }
}
