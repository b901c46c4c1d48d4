package io.usher.api.pages.console.invitations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.api.projections.Statistics;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How an invitation is doing over time, drawn, in figures and as a file. */
@Hidden
@RestController
class StatisticsPageController {

    private final FindingInvitations finding;
    private final Statistics statistics;
    private final ConsolePages pages;

    StatisticsPageController(FindingInvitations finding, Statistics statistics, ConsolePages pages) {
        this.finding = finding;
        this.statistics = statistics;
        this.pages = pages;
    }

    /** An unknown step is days. */
    @GetMapping("/console/{org}/invitations/{invitation}/statistics")
    Mono<ResponseEntity<String>> show(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            @RequestParam(defaultValue = "day") String step) {
        return pages.open(
                organization,
                Action.READ_STATISTICS,
                visit -> find(visit, invitation).flatMap(found -> show(visit, found, PeriodLength.of(step))));
    }

    private Mono<Invitation> find(Visit visit, String invitation) {
        return finding.present(visit.caller(), invitation, Action.READ_STATISTICS)
                .filter(found ->
                        found.organization().equals(visit.organization().id()))
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    private Mono<ResponseEntity<String>> show(Visit visit, Invitation found, PeriodLength step) {
        return statistics.of(found, step.word(), null, null).flatMap(counts -> {
            Map<String, Object> model = new HashMap<>();
            model.put("invitation", found);
            model.put(
                    "seesInvitation",
                    visit.rights().allow(Action.READ_INVITATIONS, found.grants().reached()));
            model.put("counts", counts);
            model.put("chart", Chart.of(counts, step, found.terms().quota()));
            model.put("step", step);
            model.put("steps", PeriodLength.values());
            return pages.show(visit, HttpStatus.OK, "statistics", model);
        });
    }

    /** What is drawn. */
    @GetMapping("/console/{org}/invitations/{invitation}/statistics.csv")
    Mono<ResponseEntity<Flux<DataBuffer>>> export(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            @RequestParam(defaultValue = "day") String step) {
        return pages.download(
                organization,
                Action.READ_STATISTICS,
                visit -> find(visit, invitation).flatMap(found -> file(found, PeriodLength.of(step))));
    }

    private Mono<ResponseEntity<Flux<DataBuffer>>> file(Invitation found, PeriodLength step) {
        @Nullable Integer quota = found.terms().quota();
        return statistics
                .of(found, step.word(), null, null)
                .map(counts -> StatisticsFile.of(
                        "periods",
                        StatisticsFile.columns("from", "acceptedByThen", "quota"),
                        StatisticsFile.rows(counts.perMinute(), Chart.of(counts, step, quota), quota)));
    }
}
