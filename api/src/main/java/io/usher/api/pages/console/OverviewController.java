package io.usher.api.pages.console;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.Availability;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.Invitations;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How an organization is doing, and what to do first. */
@Hidden
@RestController
class OverviewController {

    private static final int MOST_SHOWN = 10;

    private final FindingInvitations finding;
    private final ConsolePages pages;
    private final Clock clock;

    OverviewController(FindingInvitations finding, ConsolePages pages, Clock clock) {
        this.finding = finding;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping("/console/{org}")
    Mono<ResponseEntity<String>> overview(@PathVariable("org") String organization) {
        return pages.open(
                organization,
                visit -> open(visit).flatMap(open -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("open", open.items());
                    return pages.show(visit, HttpStatus.OK, "overview", model);
                }));
    }

    /** Some of the invitations that let people in now; none for who may not see them. */
    private Mono<Page<Invitation>> open(Visit visit) {
        return visit.rights().allow(Action.READ_INVITATIONS)
                ? finding.list(
                        visit.caller(),
                        visit.organization(),
                        new Invitations.Filter(Availability.ENABLED, null, null, clock.instant()),
                        new PageRequest("overview", MOST_SHOWN, null))
                : Mono.just(new Page<>(List.of(), null));
    }
}
