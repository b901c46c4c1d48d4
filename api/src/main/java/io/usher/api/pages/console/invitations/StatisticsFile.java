package io.usher.api.pages.console.invitations;

import io.usher.api.http.csv.CsvExport;
import io.usher.api.projections.Statistics.Period;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;

/** What is drawn, as a file. */
final class StatisticsFile {

    private static final List<String> COUNTED = List.of("requested", "accepted", "waitlisted", "rejected");

    private StatisticsFile() {}

    /** @param of which part of the page */
    static ResponseEntity<Flux<DataBuffer>> of(String of, List<String> columns, List<List<String>> rows) {
        return CsvExport.of("statistics-" + of + ".csv", columns, Flux.fromIterable(rows));
    }

    /** Columns that count what became of requests, between others. */
    static List<String> columns(String first, String... last) {
        List<String> columns = new ArrayList<>();
        columns.add(first);
        columns.addAll(COUNTED);
        columns.addAll(List.of(last));
        return columns;
    }

    /** @param more what every row ends with */
    static List<List<String>> rows(List<Period> periods, Chart chart, @Nullable Object... more) {
        List<List<String>> rows = new ArrayList<>();
        for (int place = 0; place < periods.size(); place++) {
            Period one = periods.get(place);
            List<String> row = new ArrayList<>(CsvExport.cells(
                    one.minute(),
                    one.requested(),
                    one.accepted(),
                    one.waitlisted(),
                    one.rejected(),
                    chart.bars().get(place).byThen()));
            row.addAll(CsvExport.cells(more));
            rows.add(row);
        }
        return rows;
    }
}
