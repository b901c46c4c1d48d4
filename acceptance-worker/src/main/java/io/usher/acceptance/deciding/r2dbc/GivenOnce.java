package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.acceptance.deciding.Given;
import io.usher.contract.event.Grants;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what acceptances brought, and keeps what is the same for many of them in memory once. */
final class GivenOnce {

    private final Map<Given, Given> known = new HashMap<>();

    /** Three neighbouring columns: roles, teams, skipped. */
    Given of(Readable row, int firstColumn) {
        Given given = new Given(
                new Grants(
                        List.of(Rows.get(row, firstColumn, String[].class)),
                        List.of(Rows.get(row, firstColumn + 1, String[].class))),
                List.of(Rows.get(row, firstColumn + 2, String[].class)));
        Given same = known.putIfAbsent(given, given);
        return same == null ? given : same;
    }
}
