package io.usher.api.granting;

import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.granting.Grantable.Parent;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Permission;
import io.usher.api.organizations.BuiltInRole;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What organizations can grant, without what was deleted. Writers hold the organization's lock. */
public final class Grantables {

    private static final String[] BUILT_IN =
            Arrays.stream(BuiltInRole.values()).map(BuiltInRole::roleName).toArray(String[]::new);

    private final DatabaseClient database;

    Grantables(DatabaseClient database) {
        this.database = database;
    }

    /** False, and nothing is changed, if the name is taken in any case of letters. */
    Mono<Boolean> add(OrganizationId organization, Grantable grantable, Instant now) {
        return bind(database.sql("""
                                insert into directory.grantable
                                    (id, organization_id, kind, name, description, permissions, parent_id,
                                     course_kind, created_at)
                                values (:id, :organization, :kind, :name, :description, :permissions, :parent,
                                        :courseKind, :now)
                                on conflict (organization_id, kind, lower(name)) where deleted_at is null do nothing"""), organization, grantable)
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** By id or name. */
    public Mono<Grantable> find(OrganizationId organization, GrantKind kind, Reference reference) {
        UUID id = reference.id();
        return select(id == null ? "lower(g.name) = lower(:reference)" : "g.id = :reference", organization, kind)
                .bind("reference", id == null ? reference.text() : id)
                .map(Grantables::grantable)
                .one();
    }

    /** Those that are referred to by id or by name; what does not exist is missing. */
    public Flux<Grantable> among(OrganizationId organization, GrantKind kind, List<Reference> references) {
        return select(
                        "(g.id = any(:ids) or lower(g.name) in (select lower(wanted) from unnest(:names) as wanted))",
                        organization,
                        kind)
                .bind(
                        "ids",
                        references.stream()
                                .map(Reference::id)
                                .filter(Objects::nonNull)
                                .toArray(UUID[]::new))
                .bind(
                        "names",
                        references.stream()
                                .filter(reference -> !reference.isId())
                                .map(Reference::text)
                                .toArray(String[]::new))
                .map(Grantables::grantable)
                .all();
    }

    /**
     * In the order of their ids.
     *
     * @param q part of the name; null = all
     * @param among their ids; null = all
     */
    Flux<Grantable> list(
            OrganizationId organization,
            GrantKind kind,
            @Nullable String q,
            @Nullable Set<UUID> among,
            PageRequest page) {
        return select("""
                        (:after::uuid is null or g.id > :after)
                        and (:among::uuid[] is null or g.id = any(:among))
                        and (:q::text is null or strpos(lower(g.name), lower(:q)) > 0)
                        order by g.id limit :limit""", organization, kind)
                .bind("q", orNull(q, String.class))
                .bind("among", orNull(among == null ? null : among.toArray(UUID[]::new), UUID[].class))
                .bind("after", orNull(page.after(Order.BY_ID), UUID.class))
                .bind("limit", page.fetch())
                .map(Grantables::grantable)
                .all();
    }

    /**
     * As people sort names, built-in roles first.
     *
     * @param among their ids; null = all
     */
    Flux<Grantable> byName(OrganizationId organization, GrantKind kind, @Nullable Set<UUID> among, int most) {
        return select("""
                        (:among::uuid[] is null or g.id = any(:among))
                        order by case when g.built_in then array_position(:builtIn::text[], g.name) end nulls last,
                                 g.name collate directory.names, g.id
                        limit :most""", organization, kind)
                .bind("among", orNull(among == null ? null : among.toArray(UUID[]::new), UUID[].class))
                .bind("builtIn", BUILT_IN)
                .bind("most", most)
                .map(Grantables::grantable)
                .all();
    }

    /** False, and nothing is changed, if another has the name. */
    Mono<Boolean> change(OrganizationId organization, Grantable grantable) {
        return bind(database.sql("""
                                update directory.grantable
                                set name = :name, description = :description, permissions = :permissions,
                                    parent_id = :parent, course_kind = :courseKind
                                where id = :id and not exists (
                                    select from directory.grantable other
                                    where other.organization_id = :organization and other.kind = :kind
                                      and lower(other.name) = lower(:name) and other.deleted_at is null
                                      and other.id <> :id)"""), organization, grantable)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    Mono<Void> delete(UUID grantable, Instant now) {
        return database.sql("update directory.grantable set deleted_at = :now where id = :id")
                .bind("now", now)
                .bind("id", grantable)
                .then();
    }

    /**
     * Gives the invitations that show it a new version, so that their tags change. Locks them in the order of their ids, as
     * batches do.
     */
    Mono<Void> renewInvitations(OrganizationId organization, UUID grantable, Instant now) {
        return database.sql("""
                        update directory.invitation set version = version + 1, updated_at = :now
                        where id in (
                            select id from directory.invitation
                            where organization_id = :organization and deleted_at is null and grant_ids @> array[:id]
                            order by id for no key update)""")
                .bind("organization", organization.value())
                .bind("id", grantable)
                .bind("now", now)
                .then();
    }

    /** Whether a unit is the other one or part of it, at any depth. */
    Mono<Boolean> isWithin(UUID unit, UUID other) {
        return database.sql("""
                        with recursive above (id) as (
                            select cast(:unit as uuid)
                            union
                            select g.parent_id from directory.grantable g join above using (id)
                            where g.parent_id is not null)
                        select exists (select from above where id = :other) as found""")
                .bind("unit", unit)
                .bind("other", other)
                .map(row -> new Columns(row).bool("found"))
                .one();
    }

    /**
     * What managers may do, if some will manage the unit beneath another one who do not yet: members, or people who are
     * invited to it.
     */
    Mono<List<Permission>> managersGain(OrganizationId organization, UUID unit, UUID parent) {
        return database.sql("""
                        with recursive above (unit, id) as (
                            select id, id from unnest(array[cast(:unit as uuid), cast(:parent as uuid)]) as id
                            union
                            select above.unit, g.parent_id from directory.grantable g join above using (id)
                            where g.parent_id is not null),
                        gained as (
                            select array(select id from above where unit = :parent
                                         except select id from above where unit = :unit) as units)
                        select r.permissions from directory.grantable r cross join gained
                        where r.organization_id = :organization and r.kind = 'role' and r.built_in and r.name = 'manager'
                          and (exists (
                                  select from onboarding.member m
                                  where m.organization_id = :organization and m.state = 'active'
                                    and m.grant_ids && gained.units and r.id = any(m.grant_ids))
                              or exists (
                                  select from directory.invitation i
                                  where i.organization_id = :organization and i.deleted_at is null
                                    and i.grant_ids && gained.units and r.id = any(i.grant_ids)))""")
                .bind("organization", organization.value())
                .bind("unit", unit)
                .bind("parent", parent)
                .map(row -> List.copyOf(Permission.heldByRoles(new Columns(row).texts("permissions"))))
                .one()
                .defaultIfEmpty(List.of());
    }

    Mono<Boolean> hasParts(UUID unit) {
        return database.sql("""
                        select exists (
                            select from directory.grantable where parent_id = :unit and deleted_at is null) as found""")
                .bind("unit", unit)
                .map(row -> new Columns(row).bool("found"))
                .one();
    }

    private GenericExecuteSpec select(String condition, OrganizationId organization, GrantKind kind) {
        return database.sql("""
                        select g.id, g.kind, g.name, g.description, g.permissions, g.built_in, g.parent_id,
                               parent.name as parent_name, g.course_kind
                        from directory.grantable g left join directory.grantable parent on parent.id = g.parent_id
                        where g.organization_id = :organization and g.kind = :kind and g.deleted_at is null and\s""" + condition)
                .bind("organization", organization.value())
                .bind("kind", kind.wireName());
    }

    private static GenericExecuteSpec bind(
            GenericExecuteSpec statement, OrganizationId organization, Grantable grantable) {
        Parent parent = grantable.parent();
        CourseKind courseKind = grantable.courseKind();
        String[] permissions = grantable.kind() == GrantKind.ROLE
                ? grantable.permissions().stream().map(Permission::wireName).toArray(String[]::new)
                : null;
        return statement
                .bind("id", grantable.id())
                .bind("organization", organization.value())
                .bind("kind", grantable.kind().wireName())
                .bind("name", grantable.name())
                .bind("description", orNull(grantable.description(), String.class))
                .bind("permissions", orNull(permissions, String[].class))
                .bind("parent", orNull(parent == null ? null : parent.id(), UUID.class))
                .bind("courseKind", orNull(courseKind == null ? null : courseKind.wireName(), String.class));
    }

    private static Grantable grantable(Readable row) {
        Columns columns = new Columns(row);
        return new Grantable(
                columns.uuid("id"),
                GrantKind.of(columns.text("kind")),
                columns.text("name"),
                columns.optionalText("description"),
                // A permission that only a newer version of this program knows is none that this one could judge.
                Optional.ofNullable(columns.optionalTexts("permissions")).stream()
                        .flatMap(List::stream)
                        .map(Permission::ofRolesNamed)
                        .flatMap(Optional::stream)
                        .toList(),
                columns.bool("built_in"),
                parent(columns),
                Optional.ofNullable(columns.optionalText("course_kind"))
                        .flatMap(CourseKind::named)
                        .orElse(null));
    }

    private static @Nullable Parent parent(Columns columns) {
        UUID id = columns.optionalUuid("parent_id");
        return id == null ? null : new Parent(id, columns.text("parent_name"));
    }
}
