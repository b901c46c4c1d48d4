package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.acceptance.deciding.CallerRights;
import io.usher.acceptance.deciding.Grantable;
import io.usher.acceptance.deciding.Member;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.erasing.BatchesUnderWay;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads members with everything that they hold. Locks them, always in the same order, so that batches do not deadlock. */
final class MemberQueries {

    private static final String JOIN =
            "select %s from (select $1::uuid as id) as organization".formatted(BatchesUnderWay.join("id"));

    private final DatabaseClient database;

    MemberQueries(DatabaseClient database) {
        this.database = database;
    }

    /** Joins the batches under way of an organization before anything else is locked. */
    Mono<Void> join(OrganizationId organization) {
        return database.sql(JOIN).bind(0, organization.value()).then();
    }

    /** Includes former members. In the order of their ids. */
    Mono<List<Member>> lockAndRead(OrganizationId organization, List<MemberId> members) {
        return database.sql("""
                        select id, address, email, first_name, last_name, state = 'active' as active, access_expires_at,
                               grant_ids, joined_at
                        from onboarding.member where organization_id = $1 and id = any($2)
                        order by id for no key update
                        """)
                .bind(0, organization.value())
                .bind(1, uuids(members, MemberId::value))
                .map((row, metadata) -> stored(organization, new Columns(row)))
                .all()
                .collectList()
                .flatMap(rows -> withGrants(organization, rows));
    }

    private record Stored(Member member, List<UUID> grants) {}

    private static Stored stored(OrganizationId organization, Columns row) {
        String address = row.text("address");
        String typed = row.optionalText("email");
        Member member = new Member(
                new MemberId(row.uuid("id")),
                new Person(organization, address),
                null, // not used
                typed == null ? address : typed,
                row.optionalText("first_name"),
                row.optionalText("last_name"),
                row.bool("active"),
                List.of(),
                row.instant("joined_at"),
                row.optionalInstant("access_expires_at"));
        return new Stored(member, row.uuids("grant_ids"));
    }

    private Mono<List<Member>> withGrants(OrganizationId organization, List<Stored> rows) {
        UUID[] held =
                rows.stream().flatMap(row -> row.grants().stream()).distinct().toArray(UUID[]::new);
        return found(organization, held)
                .map(Found::grantable)
                .collectMap(Grantable::id)
                .map(known -> rows.stream().map(row -> withGrants(row, known)).toList());
    }

    private static Member withGrants(Stored row, Map<UUID, Grantable> known) {
        Stream<Grantable> held = row.grants().stream().map(known::get).filter(Objects::nonNull);
        return row.member().with(held.toList(), row.member().accessExpiresAt());
    }

    /** Those who are no member hold what they held when they gave the command; a former member holds nothing. */
    Mono<CallerRights> asOfNow(OrganizationId organization, CallerRights caller) {
        return caller.member() == null
                ? Mono.just(caller)
                : database.sql("""
                                select permissions, unit_permissions, units from onboarding.member_permissions
                                where organization_id = $1 and id = $2
                                """)
                        .bind(0, organization.value())
                        .bind(1, caller.member().value())
                        .map((row, metadata) -> {
                            Columns columns = new Columns(row);
                            return caller.asOfNow(
                                    columns.texts("permissions"),
                                    columns.texts("unit_permissions"),
                                    columns.uuids("units"));
                        })
                        .one()
                        .defaultIfEmpty(caller.asOfNow(List.of(), List.of(), List.of()));
    }

    /** Those of the grantables that can be granted, in the same order. */
    Flux<Grantable> grantable(OrganizationId organization, UUID[] ids) {
        return found(organization, ids).filter(found -> !found.deleted()).map(Found::grantable);
    }

    /** Members keep what is deleted; nobody is given it any more. */
    private record Found(Grantable grantable, boolean deleted) {}

    private Flux<Found> found(OrganizationId organization, UUID[] ids) {
        return ids.length == 0
                ? Flux.empty()
                : database.sql("""
                                select id, kind, name, deleted_at is not null as deleted,
                                       case when deleted_at is null then permissions end as permissions
                                from directory.grantable
                                where id = any($1) and organization_id = $2
                                order by array_position($1, id)
                                """)
                        .bind(0, ids)
                        .bind(1, organization.value())
                        .map((row, metadata) -> {
                            Columns columns = new Columns(row);
                            List<String> permissions = columns.optionalTexts("permissions");
                            return new Found(
                                    new Grantable(
                                            columns.uuid("id"),
                                            GrantKind.of(columns.text("kind")),
                                            columns.text("name"),
                                            permissions == null ? List.of() : permissions),
                                    columns.bool("deleted"));
                        })
                        .all();
    }
}
