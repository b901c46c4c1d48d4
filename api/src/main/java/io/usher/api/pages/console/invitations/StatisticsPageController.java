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
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How an invitation is doing over time, drawn and in figures. */
@Hidden
@RestController
class StatisticsPageController {

    private static final List<String> STEPS = List.of("day", "hour", "minute");

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
        String known = STEPS.contains(step) ? step : STEPS.getFirst();
        return pages.open(
                organization,
                Action.READ_STATISTICS,
                visit -> finding.present(visit.caller(), invitation, Action.READ_STATISTICS)
                        .filter(found ->
                                found.organization().equals(visit.organization().id()))
                        .switchIfEmpty(Mono.error(Refusal::notFound))
                        .flatMap(found -> show(visit, found, known)));
    }

    private Mono<ResponseEntity<String>> show(Visit visit, Invitation found, String step) {
        return statistics.of(found, step, null, null).flatMap(counts -> {
            Map<String, Object> model = new HashMap<>();
            model.put("invitation", found);
            model.put(
                    "seesInvitation",
                    visit.rights().allow(Action.READ_INVITATIONS, found.grants().reached()));
            model.put("counts", counts);
            model.put("chart", Chart.of(counts.perMinute()));
            model.put("step", step);
            model.put("steps", STEPS);
            return pages.show(visit, HttpStatus.OK, "statistics", model);
        });
    }
}
