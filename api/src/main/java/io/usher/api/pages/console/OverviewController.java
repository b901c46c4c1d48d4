package io.usher.api.pages.console;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.Availability;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.Invitations;
import io.usher.api.members.FindingMembers;
import io.usher.api.members.MemberBody;
import io.usher.api.organizations.Organization;
import io.usher.api.pages.PageAnswers;
import io.usher.api.projections.FindingAlarms;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How an organization is doing, what to look at, and what to do first. */
@Hidden
@RestController
class OverviewController {

    private static final int MOST_SHOWN = 10;

    private final FindingInvitations finding;
    private final FindingMembers members;
    private final FindingAlarms alarms;
    private final ConsolePages pages;
    private final Clock clock;

    OverviewController(
            FindingInvitations finding, FindingMembers members, FindingAlarms alarms, ConsolePages pages, Clock clock) {
        this.finding = finding;
        this.members = members;
        this.alarms = alarms;
        this.pages = pages;
        this.clock = clock;
    }

    /** Straight on to the statistics for who may see nothing else. */
    @GetMapping("/console/{org}")
    Mono<ResponseEntity<String>> overview(@PathVariable("org") String organization) {
        return pages.open(
                organization,
                visit -> visit.hasOverview()
                        ? show(visit)
                        : Mono.just(PageAnswers.seeOther(visit.home() + "/statistics")));
    }

    private Mono<ResponseEntity<String>> show(Visit visit) {
        return Mono.zip(
                        invitations(visit, Availability.ENABLED, MOST_SHOWN),
                        invitations(visit, null, 1),
                        latest(visit),
                        alarms.of(visit.caller(), visit.organization()))
                .flatMap(read -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("open", read.getT1());
                    model.put("invitesAlready", !read.getT2().isEmpty());
                    model.put("latest", read.getT3());
                    model.put("alarms", read.getT4());
                    model.put("seatsThreshold", seatsThreshold(visit));
                    return pages.show(visit, HttpStatus.OK, "overview", model);
                });
    }

    /** Some of the invitations; none for who may not see them. */
    private Mono<List<Invitation>> invitations(Visit visit, @Nullable Availability state, int most) {
        return visit.rights().allow(Action.READ_INVITATIONS)
                ? finding.list(
                                visit.caller(),
                                visit.organization(),
                                new Invitations.Filter(state, null, null, clock.instant()),
                                new PageRequest("overview", most, null))
                        .map(Page::items)
                : Mono.just(List.of());
    }

    /** Nobody for who may not see members. */
    private Mono<List<MemberBody>> latest(Visit visit) {
        return visit.rights().allow(Action.READ_MEMBERS)
                ? members.latest(visit.caller(), visit.organization(), MOST_SHOWN)
                        .map(found -> found.stream().map(MemberBody::from).toList())
                : Mono.just(List.of());
    }

    /** How full the plan is, as far as the visitor may know: 0 if it is not. */
    private static int seatsThreshold(Visit visit) {
        Organization organization = visit.organization();
        Integer seats = organization.plan().seats();
        if (seats == null) {
            return 0;
        }
        int threshold = FindingAlarms.threshold(organization.seatsTaken(), seats);
        return visit.rights().allow(Action.READ_ORGANIZATION)
                        || (threshold == 100 && visit.rights().allow(Action.SEE_FREE_SEATS))
                ? threshold
                : 0;
    }
}
