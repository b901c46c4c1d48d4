package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.instants;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.acceptance.deciding.GrantSet;
import io.usher.acceptance.deciding.Grantable;
import io.usher.contract.event.GrantKind;
import io.usher.runtime.Columns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Stores what acceptances granted, each set once. */
final class GrantSets {

    /** The columns that a {@link Reader} reads. */
    static final String COLUMNS =
            "grants.id as set_id, grants.ids, grants.kinds, grants.names, grants.skipped, grants.access_expires_at";

    private final DatabaseClient database;

    GrantSets(DatabaseClient database) {
        this.database = database;
    }

    /** Inserts the sets that are not stored yet, always in the order of their ids, so that batches do not deadlock. */
    Mono<Void> add(Collection<GrantSet> used) {
        Map<UUID, GrantSet> byId = new TreeMap<>();
        used.forEach(set -> byId.put(set.id(), set));
        if (byId.isEmpty()) {
            return Mono.empty();
        }
        List<GrantSet> sets = List.copyOf(byId.values());
        return database.sql("""
                        insert into onboarding.grant_set (id, ids, kinds, names, skipped, access_expires_at)
                        select id, ids::uuid[], kinds::text[], names::text[], skipped::text[], access_expires_at
                        from unnest($1, $2, $3, $4, $5, $6::timestamptz[])
                            as batch (id, ids, kinds, names, skipped, access_expires_at)
                        on conflict do nothing
                        """)
                .bind(0, uuids(sets, GrantSet::id))
                .bind(1, each(sets, Grantable::id))
                .bind(2, each(sets, one -> one.kind().wireName()))
                .bind(3, each(sets, Grantable::name))
                .bind(4, texts(sets, set -> ArrayLiteral.of(set.skipped())))
                .bind(5, instants(sets, GrantSet::accessEnd))
                .then();
    }

    private static @Nullable String[] each(List<GrantSet> sets, Function<Grantable, Object> part) {
        return texts(
                sets, set -> ArrayLiteral.of(set.grantables().stream().map(part).toList()));
    }

    /** Reads the sets of the rows of a query, each set once. */
    static final class Reader {

        private final Map<UUID, GrantSet> known = new HashMap<>();

        /** Reads {@link #COLUMNS}. */
        GrantSet of(Columns row) {
            UUID stored = row.optionalUuid("set_id");
            if (stored == null) {
                throw new IllegalStateException(
                        "onboarding.grant_set: a row is gone (expected one for each acceptance)");
            }
            return known.computeIfAbsent(stored, id -> read(id, row));
        }

        private static GrantSet read(UUID id, Columns row) {
            List<UUID> ids = row.uuids("ids");
            List<String> kinds = row.texts("kinds");
            List<String> names = row.texts("names");
            List<Grantable> grantables = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                grantables.add(new Grantable(ids.get(i), GrantKind.of(kinds.get(i)), names.get(i)));
            }
            return new GrantSet(id, grantables, row.texts("skipped"), row.optionalInstant("access_expires_at"));
        }
    }
}
