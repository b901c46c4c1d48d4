package io.usher.api.granting.r2dbc;

import static io.usher.api.storing.r2dbc.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.checking.Reference;
import io.usher.api.granting.Role;
import io.usher.api.granting.Roles;
import io.usher.api.listing.PageRequest;
import io.usher.api.organizing.Permission;
import io.usher.api.storing.r2dbc.Columns;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcRoles implements Roles {

    private static final String SELECT = """
            select id, name, permissions, built_in from directory.role
            where organization_id = :organization and deleted_at is null and\s""";

    private final DatabaseClient database;

    R2dbcRoles(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Boolean> add(OrganizationId organization, Role role, Instant now) {
        return database.sql("""
                        insert into directory.role (id, organization_id, name, permissions, built_in, created_at)
                        values (:id, :organization, :name, :permissions, :builtIn, :now)
                        on conflict (organization_id, lower(name)) where deleted_at is null do nothing""")
                .bind("id", role.id())
                .bind("organization", organization.value())
                .bind("name", role.name())
                .bind("permissions", permissions(role))
                .bind("builtIn", role.builtIn())
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public Mono<Role> find(OrganizationId organization, Reference reference) {
        UUID id = reference.id();
        return database.sql(SELECT + (id == null ? "lower(name) = lower(:reference)" : "id = :reference"))
                .bind("organization", organization.value())
                .bind("reference", id == null ? reference.text() : id)
                .map(R2dbcRoles::role)
                .one();
    }

    @Override
    public Flux<Role> among(OrganizationId organization, List<Reference> references) {
        return database.sql(SELECT + """
                        (id = any(:ids) or lower(name) in (select lower(wanted) from unnest(:names) as wanted))""")
                .bind("organization", organization.value())
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
                .map(R2dbcRoles::role)
                .all();
    }

    @Override
    public Flux<Role> list(OrganizationId organization, PageRequest page) {
        return database.sql(SELECT + "(:after::uuid is null or id > :after) order by id limit :limit")
                .bind("organization", organization.value())
                .bind("after", orNull(page.after(), UUID.class))
                .bind("limit", page.fetch())
                .map(R2dbcRoles::role)
                .all();
    }

    @Override
    public Mono<Boolean> change(OrganizationId organization, Role role) {
        return database.sql("""
                        update directory.role set name = :name, permissions = :permissions
                        where id = :id and not exists (
                            select from directory.role as other
                            where other.organization_id = :organization and lower(other.name) = lower(:name)
                              and other.deleted_at is null and other.id <> :id)""")
                .bind("name", role.name())
                .bind("permissions", permissions(role))
                .bind("id", role.id())
                .bind("organization", organization.value())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public Mono<Void> delete(UUID role, Instant now) {
        return database.sql("update directory.role set deleted_at = :now where id = :id")
                .bind("now", now)
                .bind("id", role)
                .then();
    }

    private static String[] permissions(Role role) {
        return role.permissions().stream().map(Permission::wireName).toArray(String[]::new);
    }

    private static Role role(Readable row) {
        Columns columns = new Columns(row);
        return new Role(
                columns.uuid("id"),
                columns.text("name"),
                // A permission that only a newer version of this program knows is none that this one could judge.
                columns.texts("permissions").stream()
                        .map(Permission::named)
                        .flatMap(Optional::stream)
                        .toList(),
                columns.bool("built_in"));
    }
}
