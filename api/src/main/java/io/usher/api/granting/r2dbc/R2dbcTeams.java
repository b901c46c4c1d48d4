package io.usher.api.granting.r2dbc;

import static io.usher.api.storing.r2dbc.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.checking.Reference;
import io.usher.api.granting.Team;
import io.usher.api.granting.Teams;
import io.usher.api.listing.PageRequest;
import io.usher.api.storing.r2dbc.Columns;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcTeams implements Teams {

    private static final String SELECT = """
            select id, name, description from directory.team
            where organization_id = :organization and deleted_at is null and\s""";

    private final DatabaseClient database;

    R2dbcTeams(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Boolean> add(OrganizationId organization, Team team, Instant now) {
        return database.sql("""
                        insert into directory.team (id, organization_id, name, description, created_at)
                        values (:id, :organization, :name, :description, :now)
                        on conflict (organization_id, lower(name)) where deleted_at is null do nothing""")
                .bind("id", team.id())
                .bind("organization", organization.value())
                .bind("name", team.name())
                .bind("description", orNull(team.description(), String.class))
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public Mono<Team> find(OrganizationId organization, Reference reference) {
        UUID id = reference.id();
        return database.sql(SELECT + (id == null ? "lower(name) = lower(:reference)" : "id = :reference"))
                .bind("organization", organization.value())
                .bind("reference", id == null ? reference.text() : id)
                .map(R2dbcTeams::team)
                .one();
    }

    @Override
    public Flux<Team> among(OrganizationId organization, List<Reference> references) {
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
                .map(R2dbcTeams::team)
                .all();
    }

    @Override
    public Flux<Team> list(OrganizationId organization, PageRequest page) {
        return database.sql(SELECT + "(:after::uuid is null or id > :after) order by id limit :limit")
                .bind("organization", organization.value())
                .bind("after", orNull(page.after(), UUID.class))
                .bind("limit", page.fetch())
                .map(R2dbcTeams::team)
                .all();
    }

    @Override
    public Mono<Boolean> change(OrganizationId organization, Team team) {
        return database.sql("""
                        update directory.team set name = :name, description = :description
                        where id = :id and not exists (
                            select from directory.team as other
                            where other.organization_id = :organization and lower(other.name) = lower(:name)
                              and other.deleted_at is null and other.id <> :id)""")
                .bind("name", team.name())
                .bind("description", orNull(team.description(), String.class))
                .bind("id", team.id())
                .bind("organization", organization.value())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public Mono<Void> delete(UUID team, Instant now) {
        return database.sql("update directory.team set deleted_at = :now where id = :id")
                .bind("now", now)
                .bind("id", team)
                .then();
    }

    private static Team team(Readable row) {
        Columns columns = new Columns(row);
        return new Team(columns.uuid("id"), columns.text("name"), columns.optionalText("description"));
    }
}
