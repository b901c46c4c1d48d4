package io.usher.api.granting.r2dbc;

import static io.usher.api.storing.r2dbc.Columns.orNull;

import io.r2dbc.spi.Parameter;
import io.usher.api.checking.Reference;
import io.usher.api.granting.Grant;
import io.usher.api.granting.Grants;
import io.usher.api.listing.PageRequest;
import io.usher.api.storing.r2dbc.Columns;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A table of grants, which has one column more that a caller may set. */
abstract class R2dbcGrants<G extends Grant> implements Grants<G> {

    private final DatabaseClient database;
    private final String table;
    private final String column;
    private final String columns;

    /**
     * All names are constants of the subclasses.
     *
     * @param column that a caller may set
     * @param columns that are read
     */
    R2dbcGrants(DatabaseClient database, String table, String column, String columns) {
        this.database = database;
        this.table = table;
        this.column = column;
        this.columns = columns;
    }

    /** What the grant has in its own column. */
    abstract Parameter value(G grant);

    abstract G grant(Columns columns);

    @Override
    public final Mono<Boolean> add(OrganizationId organization, G grant, Instant now) {
        return database.sql("""
                        insert into %1$s (id, organization_id, name, %2$s, created_at)
                        values (:id, :organization, :name, :value, :now)
                        on conflict (organization_id, lower(name)) where deleted_at is null do nothing""".formatted(table, column))
                .bind("id", grant.id())
                .bind("organization", organization.value())
                .bind("name", grant.name())
                .bind("value", value(grant))
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public final Mono<G> find(OrganizationId organization, Reference reference) {
        UUID id = reference.id();
        return select(id == null ? "lower(name) = lower(:reference)" : "id = :reference", organization)
                .bind("reference", id == null ? reference.text() : id)
                .map(row -> grant(new Columns(row)))
                .one();
    }

    @Override
    public final Flux<G> among(OrganizationId organization, List<Reference> references) {
        return select(
                        "(id = any(:ids) or lower(name) in (select lower(wanted) from unnest(:names) as wanted))",
                        organization)
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
                .map(row -> grant(new Columns(row)))
                .all();
    }

    @Override
    public final Flux<G> list(OrganizationId organization, PageRequest page) {
        return select("(:after::uuid is null or id > :after) order by id limit :limit", organization)
                .bind("after", orNull(page.after(), UUID.class))
                .bind("limit", page.fetch())
                .map(row -> grant(new Columns(row)))
                .all();
    }

    private DatabaseClient.GenericExecuteSpec select(String condition, OrganizationId organization) {
        return database.sql("select %s from %s where organization_id = :organization and deleted_at is null and %s"
                        .formatted(columns, table, condition))
                .bind("organization", organization.value());
    }

    @Override
    public final Mono<Boolean> change(OrganizationId organization, G grant) {
        return database.sql("""
                        update %1$s set name = :name, %2$s = :value
                        where id = :id and not exists (
                            select from %1$s as other
                            where other.organization_id = :organization and lower(other.name) = lower(:name)
                              and other.deleted_at is null and other.id <> :id)""".formatted(table, column))
                .bind("name", grant.name())
                .bind("value", value(grant))
                .bind("id", grant.id())
                .bind("organization", organization.value())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public final Mono<Void> delete(UUID grant, Instant now) {
        return database.sql("update %s set deleted_at = :now where id = :id".formatted(table))
                .bind("now", now)
                .bind("id", grant)
                .then();
    }
}
