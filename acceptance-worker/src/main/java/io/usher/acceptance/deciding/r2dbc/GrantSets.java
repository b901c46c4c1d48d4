package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.acceptance.deciding.GrantSet;
import io.usher.acceptance.deciding.Grantable;
import io.usher.contract.event.GrantKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Stores what acceptances granted, once for everybody who was granted the same. */
final class GrantSets {

    /** Of a row that a {@link Reader} reads. */
    static final String COLUMNS = "grants.id, grants.ids, grants.kinds, grants.names, grants.skipped";

    private final DatabaseClient database;

    GrantSets(DatabaseClient database) {
        this.database = database;
    }

    /** Adds those that may be new, in one order everywhere, so that no two batches wait for each other's. */
    Mono<Void> add(Collection<GrantSet> used) {
        Map<UUID, GrantSet> byId = new TreeMap<>();
        used.forEach(set -> byId.put(set.id(), set));
        if (byId.isEmpty()) {
            return Mono.empty();
        }
        List<GrantSet> sets = List.copyOf(byId.values());
        return database.sql("""
                        insert into onboarding.grant_set (id, ids, kinds, names, skipped)
                        select id, ids::uuid[], kinds::text[], names::text[], skipped::text[]
                        from unnest($1, $2, $3, $4, $5) as batch (id, ids, kinds, names, skipped)
                        on conflict do nothing
                        """)
                .bind(0, sets.stream().map(GrantSet::id).toArray(UUID[]::new))
                .bind(1, each(sets, Grantable::id))
                .bind(2, each(sets, one -> one.kind().wireName()))
                .bind(3, each(sets, Grantable::name))
                .bind(
                        4,
                        sets.stream().map(set -> ArrayLiteral.of(set.skipped())).toArray(String[]::new))
                .then();
    }

    private static String[] each(List<GrantSet> sets, Function<Grantable, Object> part) {
        return sets.stream()
                .map(set -> ArrayLiteral.of(set.grantables().stream().map(part).toList()))
                .toArray(String[]::new);
    }

    /** Reads the sets of a query's rows, each once. */
    static final class Reader {

        private final Map<UUID, GrantSet> known = new HashMap<>();

        /** From {@link #COLUMNS}. */
        GrantSet of(Readable row, int firstColumn) {
            UUID stored = row.get(firstColumn, UUID.class);
            if (stored == null) {
                throw new IllegalStateException(
                        "onboarding.grant_set: a row is gone (expected one for each acceptance)");
            }
            return known.computeIfAbsent(stored, id -> read(id, row, firstColumn + 1));
        }

        private static GrantSet read(UUID id, Readable row, int ids) {
            UUID[] each = Rows.get(row, ids, UUID[].class);
            String[] kinds = Rows.get(row, ids + 1, String[].class);
            String[] names = Rows.get(row, ids + 2, String[].class);
            List<Grantable> grantables = new ArrayList<>();
            for (int i = 0; i < each.length; i++) {
                grantables.add(new Grantable(each[i], GrantKind.of(kinds[i]), names[i]));
            }
            return new GrantSet(id, grantables, List.of(Rows.get(row, ids + 3, String[].class)));
        }
    }
}
