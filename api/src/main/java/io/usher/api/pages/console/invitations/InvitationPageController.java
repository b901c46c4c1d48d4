package io.usher.api.pages.console.invitations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.web.AcceptanceBody;
import io.usher.api.acceptances.web.ListingAcceptances;
import io.usher.api.history.Entry;
import io.usher.api.history.EntryFilter;
import io.usher.api.history.ReadingHistory;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.PageHeaders;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.ShowingInvitations;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.api.projections.Statistics;
import io.usher.contract.event.RejectionReason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** An invitation: its terms, its link, and who came by it. */
@Hidden
@RestController
@RequestMapping("/console/{org}/invitations/{invitation}")
class InvitationPageController {

    private static final int MOST_ENTRIES = 20;

    private static final MediaType SVG = MediaType.valueOf("image/svg+xml");

    private final VisitedInvitations own;
    private final ShowingInvitations showing;
    private final ListingAcceptances listing;
    private final Statistics statistics;
    private final ReadingHistory history;
    private final ConsolePages pages;

    InvitationPageController(
            VisitedInvitations own,
            ShowingInvitations showing,
            ListingAcceptances listing,
            Statistics statistics,
            ReadingHistory history,
            ConsolePages pages) {
        this.own = own;
        this.showing = showing;
        this.listing = listing;
        this.statistics = statistics;
        this.history = history;
        this.pages = pages;
    }

    /** With its acceptances in the order of the queue, which is that of the waiting list, too. */
    @GetMapping
    Mono<ResponseEntity<String>> show(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String done,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_INVITATIONS,
                visit -> own.find(visit, invitation)
                        .flatMap(found -> acceptances(visit, found, orNull(outcome), orNull(reason), q, page)
                                .flatMap(acceptances -> show(visit, found, acceptances, done, request))));
    }

    /** Who may not see them sees the rest. */
    private Mono<Page<AcceptanceBody>> acceptances(
            Visit visit,
            Invitation found,
            @Nullable String outcome,
            @Nullable String reason,
            @Nullable String q,
            PageRequest page) {
        return visit.rights().allow(Action.LIST_ACCEPTANCES)
                ? listing.list(visit.caller(), found.id().toString(), outcome, reason, q, page)
                : Mono.just(new Page<>(List.of(), null));
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private Mono<ResponseEntity<String>> show(
            Visit visit, Invitation found, Page<AcceptanceBody> acceptances, String done, ServerHttpRequest request) {
        return Mono.zip(
                        showing.show(found),
                        statistics.of(found, "day", null, null),
                        own.around(visit, List.of(found)),
                        history(visit, found))
                .flatMap(read -> {
                    Map<String, Object> model = new HashMap<>(read.getT3());
                    model.put("entries", read.getT4());
                    model.put("one", read.getT1().body());
                    model.put("warnings", InvitationForms.warnings(read.getT1().body()));
                    model.put("tag", read.getT1().tag());
                    model.put("counts", read.getT2());
                    model.put("acceptances", acceptances.items());
                    model.put("next", ConsolePages.next(request, acceptances.next()));
                    model.put("filter", request.getQueryParams().toSingleValueMap());
                    model.put(
                            "outcomes",
                            Arrays.stream(Outcome.values())
                                    .map(Outcome::wireName)
                                    .toList());
                    model.put(
                            "reasons",
                            Arrays.stream(RejectionReason.values())
                                    .map(RejectionReason::wireName)
                                    .toList());
                    model.put("done", "saved".equals(done) ? done : null);
                    return pages.show(visit, HttpStatus.OK, "invitation", model);
                });
    }

    /** What was done to it last; nothing for who may not read the audit log. */
    private Mono<List<Entry>> history(Visit visit, Invitation found) {
        return visit.rights().allow(Action.READ_AUDIT)
                ? history.open(visit.caller(), visit.reference())
                        .flatMap(log -> history.list(
                                log,
                                EntryFilter.ofSubject(found.id().toString()),
                                new PageRequest("history", MOST_ENTRIES, null)))
                        .map(Page::items)
                : Mono.just(List.of());
    }

    /** The link, to be printed or shown. */
    @GetMapping("/qr.svg")
    Mono<ResponseEntity<String>> qr(
            @PathVariable("org") String organization, @PathVariable("invitation") String invitation) {
        return pages.open(
                organization,
                Action.READ_INVITATIONS,
                visit -> own.show(visit, invitation)
                        .map(shown -> ResponseEntity.ok()
                                .contentType(SVG)
                                .cacheControl(CacheControl.noStore())
                                .headers(PageHeaders::set)
                                .body(QrCode.svg(shown.body().link()))));
    }
}
