package io.usher.api.acceptances.r2dbc;

import static java.util.stream.Collectors.toSet;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Readable;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.Outcome;
import io.usher.api.database.Lookups;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.ColumnArrays;
import io.usher.runtime.Columns;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcAcceptances implements Acceptances {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

    /** How many places one request searches. */
    private static final int SEARCHED = 10_000;

    private static final Duration HELD_WITHIN = Duration.ofSeconds(2);

    /** What has become of a repeated request is what has become of the first one. */
    static final String SELECT = """
            select a.id, a.invitation_id, a.organization_id, a.ordinal,
                case a.address when 'erased-' || a.id || '@erased.invalid' then 'erased'
                    else coalesce(a.email, a.address) end as email,
                now.outcome, now.reason, a.original, a.requested_at, now.decided_at, given.kinds, given.names, given.skipped,
                given.access_expires_at
            from onboarding.acceptance a
            left join onboarding.acceptance first on first.id = a.original
            cross join lateral (
                select coalesce(first.outcome, a.outcome) as outcome, coalesce(first.reason, a.reason) as reason,
                       greatest(first.decided_at, a.decided_at) as decided_at,
                       coalesce(first.grant_set_id, a.grant_set_id) as grant_set_id) as now
            left join onboarding.grant_set given on given.id = now.grant_set_id and now.outcome = 'accepted'
            """;

    private final DatabaseClient database;
    private final WaitingLists waiting;
    private final DatabaseClient lookups;
    private final Outages outages;

    R2dbcAcceptances(DatabaseClient database, Lookups lookups, Outages outages) {
        this.database = database;
        this.waiting = new WaitingLists(database);
        this.lookups = lookups.invitations();
        this.outages = outages;
    }

    @Override
    public Mono<Acceptance> find(AcceptanceId id) {
        return database.sql(SELECT + "where a.id = :id")
                .bind("id", id.value())
                .map(R2dbcAcceptances::acceptance)
                .one()
                .flatMap(found -> waiting.asOfNow(List.of(found)).map(List::getFirst))
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }

    @Override
    public Mono<Set<AcceptanceId>> among(Collection<AcceptanceId> ids) {
        return database.sql("select id from onboarding.acceptance where id = any(:ids)")
                .bind("ids", ColumnArrays.uuids(ids, AcceptanceId::value))
                .map(row -> new AcceptanceId(new Columns(row).uuid("id")))
                .all()
                .collect(toSet())
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }

    /** The planner does not see how many they are: otherwise it plans anew for each few. */
    @Override
    public Mono<Set<Use>> held(Collection<Use> uses) {
        return lookups.sql("""
                        select invitation_id, address
                        from unnest((select cast(:invitations as uuid[])), (select cast(:addresses as text[])))
                            asked (invitation_id, address)
                        join onboarding.acceptance using (invitation_id, address)
                        where slot = 0""")
                .bind(
                        "invitations",
                        ColumnArrays.uuids(uses, use -> use.invitation().value()))
                .bind("addresses", ColumnArrays.texts(uses, Use::address))
                .map(R2dbcAcceptances::use)
                .all()
                .collect(toSet())
                .timeout(HELD_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }

    @Override
    public Mono<Found> of(InvitationId invitation, AcceptanceFilter filter, long after, int limit) {
        return (filter.any() ? all() : searched(filter, after))
                .bind("invitation", invitation.value())
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> new Placed(new Columns(row).bigint("ordinal"), acceptance(row)))
                .all()
                .collectList()
                .flatMap(this::asOfNow)
                .flatMap(placed -> filter.any() || placed.size() == limit
                        ? Mono.just(new Found(placed, null))
                        : last(invitation)
                                .map(last -> new Found(placed, last > after + SEARCHED ? after + SEARCHED : null)))
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }

    private Mono<List<Placed>> asOfNow(List<Placed> placed) {
        return waiting.asOfNow(placed.stream().map(Placed::acceptance).toList())
                .map(current -> IntStream.range(0, placed.size())
                        .mapToObj(i -> new Placed(placed.get(i).ordinal(), current.get(i)))
                        .toList());
    }

    private GenericExecuteSpec all() {
        return database.sql(SELECT + """
                where a.invitation_id = :invitation and a.ordinal > :after
                order by a.ordinal limit :limit""");
    }

    /** A scan of a part of the queue: an index of outcomes or of text is not worth its price at each decision. */
    private GenericExecuteSpec searched(AcceptanceFilter filter, long after) {
        return database.sql(SELECT + """
                        where a.invitation_id = :invitation and a.ordinal > :after and a.ordinal <= :searchedTo
                            and (cast(:outcome as text) is null or now.outcome = :outcome)
                            and (cast(:reason as text) is null or now.reason = :reason)
                            and (cast(:q as text) is null
                                or strpos(lower(concat_ws(' ', a.email, a.address, a.first_name, a.last_name)),
                                    lower(:q)) > 0)
                        order by a.ordinal limit :limit""")
                .bind("searchedTo", after + SEARCHED)
                .bind(
                        "outcome",
                        text(filter.outcome() == null ? null : filter.outcome().wireName()))
                .bind(
                        "reason",
                        text(filter.reason() == null ? null : filter.reason().wireName()))
                .bind("q", text(filter.q()));
    }

    private Mono<Long> last(InvitationId invitation) {
        return database.sql(
                        "select coalesce(max(ordinal), 0) as last from onboarding.acceptance where invitation_id = :invitation")
                .bind("invitation", invitation.value())
                .map(row -> new Columns(row).bigint("last"))
                .one();
    }

    private static Use use(Readable row) {
        Columns columns = new Columns(row);
        return new Use(new InvitationId(columns.uuid("invitation_id")), columns.text("address"));
    }

    private static Parameter text(@Nullable String value) {
        return Columns.orNull(value, String.class);
    }

    /** Its place in the waiting list is not part of the row. */
    static Acceptance acceptance(Readable row) {
        Columns columns = new Columns(row);
        String outcome = columns.text("outcome");
        String reason = columns.optionalText("reason");
        UUID original = columns.optionalUuid("original");
        return new Acceptance(
                new AcceptanceId(columns.uuid("id")),
                new InvitationId(columns.uuid("invitation_id")),
                new OrganizationId(columns.uuid("organization_id")),
                columns.text("email"),
                Outcome.named(outcome)
                        .orElseThrow(
                                () -> new IllegalStateException("outcome: " + outcome + " (expected a known one)")),
                reason == null ? null : RejectionReason.of(reason),
                original == null ? null : new AcceptanceId(original),
                null,
                columns.instant("requested_at"),
                columns.instant("decided_at"),
                Grants.of(names(columns), columns.optionalInstant("access_expires_at")),
                texts(columns, "skipped"));
    }

    private static Function<GrantKind, List<String>> names(Columns columns) {
        List<String> kinds = texts(columns, "kinds");
        List<String> names = texts(columns, "names");
        return kind -> IntStream.range(0, kinds.size())
                .filter(i -> kinds.get(i).equals(kind.wireName()))
                .mapToObj(names::get)
                .toList();
    }

    /** Those without a seat were given nothing. */
    private static List<String> texts(Columns columns, String column) {
        List<String> texts = columns.optionalTexts(column);
        return texts == null ? List.of() : texts;
    }
}
