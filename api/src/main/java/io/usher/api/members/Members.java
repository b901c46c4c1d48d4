package io.usher.api.members;

import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.members.Member.Held;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The members that the acceptance worker keeps, formerly ones included. Only read here. */
final class Members {

    private static final String SELECT = """
            select m.id, m.organization_id, m.address, coalesce(m.email, m.address) as email, m.first_name, m.last_name, m.access_expires_at,
                m.joined_at, m.state = 'ended' as ended, held.ids, held.kinds, held.names,
                m.invitation_id
            from onboarding.member m cross join lateral (
                select coalesce(array_agg(g.id order by lower(g.name)), '{}') as ids,
                    coalesce(array_agg(g.kind order by lower(g.name)), '{}') as kinds,
                    coalesce(array_agg(g.name order by lower(g.name)), '{}') as names
                from directory.grantable g where g.id = any(m.grant_ids)) held
            where m.organization_id = :organization and\s""";

    private final DatabaseClient database;

    Members(DatabaseClient database) {
        this.database = database;
    }

    Mono<Member> withId(OrganizationId organization, UUID id) {
        return database.sql(SELECT + "m.id = :id")
                .bind("organization", organization.value())
                .bind("id", id)
                .map(Members::member)
                .one();
    }

    /** @param address in normal form */
    Mono<Member> withAddress(OrganizationId organization, String address) {
        return withId(organization, MemberId.of(organization, address).value());
    }

    /** In the order of their ids. */
    Flux<Member> list(OrganizationId organization, MemberFilter filter, PageRequest page) {
        return database.sql(SELECT + """
                        (:after::uuid is null or m.id > :after)
                        and m.state = :state and m.grant_ids @> :having
                        and (:q::text is null
                            or strpos(lower(concat_ws(' ', m.email, m.address, m.first_name, m.last_name)), lower(:q)) > 0)
                        order by m.id limit :limit""")
                .bind("organization", organization.value())
                .bind("after", orNull(page.after(Order.BY_ID), UUID.class))
                .bind("state", filter.ended() ? "ended" : "active")
                .bind("having", filter.having().toArray(UUID[]::new))
                .bind("q", orNull(filter.q(), String.class))
                .bind("limit", page.fetch())
                .map(Members::member)
                .all();
    }

    private static Member member(Readable row) {
        Columns columns = new Columns(row);
        UUID invitation = columns.optionalUuid("invitation_id");
        return new Member(
                new MemberId(columns.uuid("id")),
                new OrganizationId(columns.uuid("organization_id")),
                columns.text("address"),
                columns.text("email"),
                columns.optionalText("first_name"),
                columns.optionalText("last_name"),
                held(columns),
                columns.optionalInstant("access_expires_at"),
                columns.instant("joined_at"),
                invitation == null ? null : new InvitationId(invitation),
                columns.bool("ended"));
    }

    private static List<Held> held(Columns columns) {
        List<UUID> ids = columns.uuids("ids");
        List<String> kinds = columns.texts("kinds");
        List<String> names = columns.texts("names");
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new Held(new GrantableId(ids.get(i)), GrantKind.of(kinds.get(i)), names.get(i)))
                .toList();
    }
}
