package io.usher.api.history;

import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.api.http.json.Reference;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Says who callers are that made something in an organization: people by their address, keys by their name. Who is no member
 * any more, was erased or comes with a token has no name; nor has anybody of another organization.
 */
public final class NamingCallers {

    private final DatabaseClient database;

    NamingCallers(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The names that there are, by caller.
     *
     * @param callers such as {@code person:<id>}
     */
    public Mono<Map<String, String>> of(OrganizationId organization, Collection<String> callers) {
        return database.sql("""
                        select 'person:' || a.id as caller, a.email as name from directory.account a
                        where a.id = any(:ids) and (a.platform_admin or exists (
                            select from onboarding.member m
                            where m.organization_id = :organization and m.address = a.address))
                        union all
                        select 'key:' || k.id, k.name from directory.api_key k
                        where k.id = any(:ids) and coalesce(k.organization_id = :organization, true)""")
                .bind("organization", organization.value())
                .bind("ids", uuids(ids(callers), id -> id))
                .map(row -> new Columns(row))
                .all()
                .collectMap(row -> row.text("caller"), row -> row.text("name"));
    }

    private static List<UUID> ids(Collection<String> callers) {
        return callers.stream()
                .map(caller ->
                        Reference.of(caller.substring(caller.indexOf(':') + 1)).id())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
