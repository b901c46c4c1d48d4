package io.usher.api.imports;

import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A page of the rows of an import, in the order of the file.
 *
 * @param outcome null = any
 * @param q part of a name or the address; null = any
 */
record RowSearch(
        DatabaseClient database,
        UUID imported,
        @Nullable Outcome outcome,
        @Nullable String q,
        PageRequest page) implements Search<Long, ImportedRow> {

    private static final String MATCHING = """
            position(lower(:q) in lower(concat_ws(' ', email, first_name, last_name))) > 0""";

    /** Rows with an outcome are found by an index. */
    @Override
    public boolean isFiltered() {
        return q != null;
    }

    @Override
    public Mono<Long> end() {
        return rows("select number from", " order by number offset %d limit 1".formatted(SEARCHED - 1))
                .map(row -> (long) new Columns(row).integer("number"))
                .one();
    }

    @Override
    public Flux<ImportedRow> upTo(@Nullable Long end) {
        String more = (end == null ? "" : " and number <= :end") + (q == null ? "" : " and " + MATCHING);
        GenericExecuteSpec found = rows(
                        "select number, email, first_name, last_name, outcome, reason, invitee_id from",
                        more + " order by number limit :limit")
                .bind("limit", page.fetch());
        GenericExecuteSpec ended = end == null ? found : found.bind("end", end);
        return (q == null ? ended : ended.bind("q", q))
                .map(row -> row(new Columns(row)))
                .all();
    }

    @Override
    public Mono<List<ImportedRow>> indexed() {
        return Mono.empty();
    }

    private GenericExecuteSpec rows(String select, String more) {
        Long after = page.after(Order.BY_NUMBER);
        String ofOutcome = outcome == null ? "" : " and outcome = :outcome";
        GenericExecuteSpec rows = database.sql(select
                        + " directory.import_row where import_id = :import and number > :after" + ofOutcome + more)
                .bind("import", imported)
                .bind("after", after == null ? 0 : after);
        return outcome == null ? rows : rows.bind("outcome", outcome.wireName());
    }

    private static ImportedRow row(Columns row) {
        return new ImportedRow(
                row.integer("number"),
                row.text("email"),
                row.optionalText("first_name"),
                row.optionalText("last_name"),
                OutcomeNames.named(row.text("outcome")).orElseThrow(),
                row.optionalText("reason"),
                row.optionalUuid("invitee_id"));
    }
}
