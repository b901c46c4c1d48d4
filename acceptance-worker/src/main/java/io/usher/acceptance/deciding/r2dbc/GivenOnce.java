package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.acceptance.deciding.Given;
import io.usher.acceptance.deciding.Grantable;
import io.usher.contract.event.GrantKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads what acceptances brought, and keeps what is the same for many of them in memory once. */
final class GivenOnce {

    /** Of a grant set. */
    static final String COLUMNS = "given.id, given.ids, given.kinds, given.names, given.skipped";

    private final Map<UUID, Given> known = new HashMap<>();

    /** From {@link #COLUMNS}. */
    Given of(Readable row, int firstColumn) {
        UUID stored = row.get(firstColumn, UUID.class);
        if (stored == null) {
            throw new IllegalStateException("onboarding.grant_set: a row is gone (expected one for each acceptance)");
        }
        return known.computeIfAbsent(stored, id -> read(id, row, firstColumn + 1));
    }

    private static Given read(UUID id, Readable row, int ids) {
        UUID[] each = Rows.get(row, ids, UUID[].class);
        String[] kinds = Rows.get(row, ids + 1, String[].class);
        String[] names = Rows.get(row, ids + 2, String[].class);
        List<Grantable> grantables = new ArrayList<>();
        for (int i = 0; i < each.length; i++) {
            grantables.add(new Grantable(each[i], GrantKind.of(kinds[i]), names[i]));
        }
        return new Given(id, grantables, List.of(Rows.get(row, ids + 3, String[].class)));
    }
}
