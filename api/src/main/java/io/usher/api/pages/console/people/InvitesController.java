package io.usher.api.pages.console.people;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Rights;
import io.usher.api.invitees.FindingInvitees;
import io.usher.api.invitees.InvitedPerson;
import io.usher.api.invitees.InviteeFilter;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.ListedInvitees;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Everybody whom an organization has invited by name and who may still accept, or waits. */
@Hidden
@RestController
class InvitesController {

    private final FindingInvitees finding;
    private final ListedInvitees listed;
    private final ConsolePages pages;

    InvitesController(FindingInvitees finding, ListedInvitees listed, ConsolePages pages) {
        this.finding = finding;
        this.listed = listed;
        this.pages = pages;
    }

    /** Those of any other progress if it is asked for. */
    @GetMapping("/console/{org}/people/invites")
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization,
            @RequestParam(defaultValue = "") String done,
            @RequestParam(defaultValue = "") String whom,
            InviteeFilter filter,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_INVITATIONS,
                visit -> finding.ofOrganization(visit.caller(), visit.organization(), filter, page)
                        .flatMap(found -> listed.around(
                                        visit,
                                        found.items().stream()
                                                .map(InvitedPerson::invitee)
                                                .toList(),
                                        done,
                                        whom)
                                .flatMap(around -> {
                                    Map<String, Object> model = new HashMap<>(around);
                                    model.put("people", found.items());
                                    model.put("next", ConsolePages.next(request, found.next()));
                                    model.put("filter", request.getQueryParams().toSingleValueMap());
                                    model.put("filtered", !filter.equals(InviteeFilter.ANY));
                                    model.put("changeable", changesAllThatItSees(visit.rights()));
                                    model.put("ofOrganization", true);
                                    return pages.show(visit, HttpStatus.OK, "people-invites", model);
                                })));
    }

    /** Otherwise the page of each invitation says what may be done. */
    private static boolean changesAllThatItSees(Rights rights) {
        return rights.allow(Action.CHANGE_INVITATIONS)
                && rights.reach(Action.CHANGE_INVITATIONS).covers(rights.reach(Action.READ_INVITATIONS));
    }
}
