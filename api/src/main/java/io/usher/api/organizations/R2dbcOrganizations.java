package io.usher.api.organizations;

import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static io.usher.runtime.Columns.orNull;
import static io.usher.runtime.Columns.textsOrNull;

import io.r2dbc.spi.Readable;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Permission;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcOrganizations implements Organizations {

    private static final String SELECT = """
            select o.id, o.slug, o.name, o.plan_seats, o.plan_roles, o.locale, o.reply_to,
                coalesce(s.taken, 0) as taken
            from directory.organization o
            left join onboarding.organization_seats s on s.organization_id = o.id
            """;

    private final DatabaseClient database;

    R2dbcOrganizations(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Boolean> add(Organization organization, Map<BuiltInRole, UUID> roles, Instant now) {
        return bind(database.sql("""
                        insert into directory.organization
                            (id, slug, name, plan_seats, plan_roles, locale, reply_to, created_at, updated_at)
                        values (:id, :slug, :name, :seats, :roles, :locale, :replyTo, :now, :now)
                        on conflict (slug) do nothing"""), organization, now)
                .bind("slug", organization.slug())
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> rows == 1
                        ? addBuiltInRoles(organization.id(), roles, now).thenReturn(true)
                        : Mono.just(false));
    }

    private Mono<Void> addBuiltInRoles(OrganizationId organization, Map<BuiltInRole, UUID> roles, Instant now) {
        return database.sql("""
                        insert into directory.grantable
                            (id, organization_id, kind, name, permissions, built_in, created_at)
                        select id, :organization, 'role', name, string_to_array(permissions, ' '), true, :now
                        from unnest(:ids::uuid[], :names::text[], :permissions::text[])
                            as role (id, name, permissions)""")
                .bind("organization", organization.value())
                .bind("ids", roles.values().toArray(UUID[]::new))
                .bind("names", texts(roles.keySet(), BuiltInRole::roleName))
                .bind(
                        "permissions",
                        texts(
                                roles.keySet(),
                                role -> role.permissions().stream()
                                        .map(Permission::wireName)
                                        .collect(Collectors.joining(" "))))
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<Organization> find(Reference reference) {
        UUID id = reference.id();
        return database.sql(SELECT + (id == null ? "where o.slug = :reference" : "where o.id = :reference"))
                .bind("reference", id == null ? reference.text() : id)
                .map(R2dbcOrganizations::organization)
                .one();
    }

    @Override
    public Mono<Organization> lock(OrganizationId id, boolean toChange) {
        return database.sql(SELECT + "where o.id = :id for " + (toChange ? "update of o" : "key share of o"))
                .bind("id", id.value())
                .map(R2dbcOrganizations::organization)
                .one();
    }

    @Override
    public Flux<Organization> list(@Nullable Set<OrganizationId> only, @Nullable String q, PageRequest page) {
        return database.sql(SELECT + """
                        where (:only::uuid[] is null or o.id = any(:only)) and (:after::uuid is null or o.id > :after)
                          and (:q::text is null
                               or strpos(lower(o.name), lower(:q)) > 0 or strpos(o.slug, lower(:q)) > 0)
                        order by o.id limit :limit""")
                .bind("q", orNull(q, String.class))
                .bind("only", only == null ? orNull(null, UUID[].class) : uuids(only, OrganizationId::value))
                .bind("after", orNull(page.after(Order.BY_ID), UUID.class))
                .bind("limit", page.fetch())
                .map(R2dbcOrganizations::organization)
                .all();
    }

    @Override
    public Mono<Void> change(Organization changed, Instant now) {
        return bind(database.sql("""
                        update directory.organization
                        set name = :name, plan_seats = :seats, plan_roles = :roles, locale = :locale,
                            reply_to = :replyTo, updated_at = :now
                        where id = :id"""), changed, now).then();
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, Organization organization, Instant now) {
        return statement
                .bind("id", organization.id().value())
                .bind("name", organization.name())
                .bind("seats", orNull(organization.plan().seats(), Integer.class))
                .bind("roles", textsOrNull(organization.plan().roles()))
                .bind("locale", orNull(organization.locale(), String.class))
                .bind("replyTo", orNull(organization.replyTo(), String.class))
                .bind("now", now);
    }

    @Override
    public Mono<Void> renewLimitedInvitations(OrganizationId id, Instant now) {
        return database.sql("""
                        update directory.invitation set version = version + 1, updated_at = :now
                        where id in (
                            select id from directory.invitation
                            where organization_id = :id and deleted_at is null and quota is not null
                            order by id for no key update)""").bind("id", id.value()).bind("now", now).then();
    }

    @Override
    public Mono<Map<String, String>> roles(OrganizationId id) {
        return database.sql("""
                        select key, name from directory.grantable, unnest(array[id::text, lower(name)]) as key
                        where organization_id = :id and kind = 'role' and deleted_at is null""")
                .bind("id", id.value())
                .map(Columns::new)
                .all()
                .collectMap(row -> row.text("key"), row -> row.text("name"));
    }

    private static Organization organization(Readable row) {
        Columns columns = new Columns(row);
        return new Organization(
                new OrganizationId(columns.uuid("id")),
                columns.text("slug"),
                columns.text("name"),
                new Plan(columns.optionalInteger("plan_seats"), columns.optionalTexts("plan_roles")),
                columns.optionalText("locale"),
                columns.optionalText("reply_to"),
                columns.integer("taken"));
    }
}
