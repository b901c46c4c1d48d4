package io.usher.api.pages.console.invitations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.api.projections.OrganizationStatistics;
import io.usher.api.projections.OrganizationStatistics.Share;
import io.usher.api.projections.OrganizationStatistics.Totals;
import io.usher.api.projections.StatisticsBody;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How all invitations of an organization are doing together, drawn, in figures and as files. */
@Hidden
@RestController
class OrganizationStatisticsController {

    /** What there are shares of. */
    private static final List<String> SHARED = List.of("invitation", "team", "unit");

    private final OrganizationStatistics statistics;
    private final ConsolePages pages;
    private final Clock clock;

    OrganizationStatisticsController(OrganizationStatistics statistics, ConsolePages pages, Clock clock) {
        this.statistics = statistics;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping("/console/{org}/statistics")
    Mono<ResponseEntity<String>> show(@PathVariable("org") String organization, ServerHttpRequest request) {
        StatisticsRange range = StatisticsRange.of(request, clock);
        return pages.open(
                organization,
                Action.READ_STATISTICS,
                visit -> read(visit, range).flatMap(read -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("range", range);
                    model.put("steps", PeriodLength.values());
                    model.put("counts", read.altogether());
                    model.put("chart", chart(read, range));
                    model.put("funnel", Funnel.of(read.altogether()));
                    model.put("shared", SHARED);
                    model.put("shares", read);
                    return pages.show(visit, HttpStatus.OK, "organization-statistics", model);
                }));
    }

    /** Until now: what is to come is not known. */
    private Chart chart(Totals read, StatisticsRange range) {
        return Chart.of(
                read.altogether().perMinute(),
                range.step(),
                range.range().from(),
                Collections.min(List.of(range.range().to(), clock.instant())),
                read.acceptedBefore());
    }

    private Mono<Totals> read(Visit visit, StatisticsRange range) {
        return statistics.of(visit.caller(), visit.organization(), range.range());
    }

    /**
     * What is drawn.
     *
     * @param of which part of the page: {@code periods}, {@code funnel}, {@code reasons}, or shares of a kind
     */
    @GetMapping("/console/{org}/statistics.csv")
    Mono<ResponseEntity<Flux<DataBuffer>>> export(
            @PathVariable("org") String organization,
            @RequestParam(defaultValue = "periods") String of,
            ServerHttpRequest request) {
        StatisticsRange range = StatisticsRange.of(request, clock);
        return pages.download(
                organization,
                Action.READ_STATISTICS,
                visit -> read(visit, range).map(read -> file(of, read, range)));
    }

    private ResponseEntity<Flux<DataBuffer>> file(String of, Totals read, StatisticsRange range) {
        return switch (of) {
            case "periods" ->
                StatisticsFile.of(
                        of,
                        StatisticsFile.columns("from", "acceptedByThen"),
                        StatisticsFile.rows(read.altogether().perMinute(), chart(read, range)));
            case "funnel" ->
                StatisticsFile.of(
                        of,
                        List.of("step", "people"),
                        Funnel.of(read.altogether()).bars().stream()
                                .map(bar -> CsvExport.cells(bar.name(), bar.count()))
                                .toList());
            case "reasons" -> StatisticsFile.of(of, List.of("reason", "people"), reasons(read.altogether()));
            default -> {
                if (!SHARED.contains(of)) {
                    throw Refusal.notFound();
                }
                yield StatisticsFile.of(of, StatisticsFile.columns(of), shares(read.shares(of)));
            }
        };
    }

    private static List<List<String>> reasons(StatisticsBody counts) {
        return Stream.concat(
                        counts.rejected().entrySet().stream()
                                .map(reason -> CsvExport.cells(reason.getKey(), reason.getValue())),
                        Stream.of(counts.refusedAtOnce())
                                .filter(count -> count > 0)
                                .map(count -> CsvExport.cells("refused-at-once", count)))
                .toList();
    }

    private static List<List<String>> shares(List<Share> shares) {
        return shares.stream()
                .map(one ->
                        CsvExport.cells(one.name(), one.requested(), one.accepted(), one.waitlisted(), one.rejected()))
                .toList();
    }
}
