package io.usher.api.pages.console.invitations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.ChangingInvitations;
import io.usher.api.invitations.EntityTags;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.ListFilter;
import io.usher.api.invitations.ShowingInvitations;
import io.usher.api.invitations.ShowingInvitations.Shown;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.contract.event.InvitationStatus;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The invitations of an organization, each with its switch. */
@Hidden
@RestController
@RequestMapping("/console/{org}/invitations")
class InvitationListController {

    private final FindingInvitations finding;
    private final ShowingInvitations showing;
    private final ChangingInvitations changing;
    private final VisitedInvitations own;
    private final ConsolePages pages;
    private final Clock clock;

    InvitationListController(
            FindingInvitations finding,
            ShowingInvitations showing,
            ChangingInvitations changing,
            VisitedInvitations own,
            ConsolePages pages,
            Clock clock) {
        this.finding = finding;
        this.showing = showing;
        this.changing = changing;
        this.own = own;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String mode,
            @RequestParam(required = false) @Nullable String q,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_INVITATIONS,
                visit -> finding.list(
                                visit.caller(),
                                visit.organization(),
                                ListFilter.of(state, mode, q, clock.instant()),
                                page)
                        .flatMap(found -> list(visit, found, request)));
    }

    private Mono<ResponseEntity<String>> list(Visit visit, Page<Invitation> found, ServerHttpRequest request) {
        Map<String, String> query = request.getQueryParams().toSingleValueMap();
        return Mono.zip(
                        showing.list(found),
                        own.around(visit, found.items()),
                        flipped(visit, query.getOrDefault("flipped", "")))
                .flatMap(read -> {
                    Map<String, Object> model = new HashMap<>(read.getT2());
                    model.put("invitations", read.getT1().items());
                    model.put("flipped", read.getT3().orElse(null));
                    model.put("next", ConsolePages.next(request, found.next()));
                    model.put("filter", query);
                    model.put("done", Done.named(query.getOrDefault("done", "")));
                    model.put("presets", Preset.keys(visit));
                    return pages.show(visit, HttpStatus.OK, "invitations", model);
                });
    }

    /** The one that was switched just now, for who may undo it. */
    private Mono<Optional<Shown>> flipped(Visit visit, String invitation) {
        return invitation.isEmpty() || !visit.rights().allow(Action.CHANGE_INVITATIONS)
                ? Mono.just(Optional.empty())
                : own.find(visit, invitation)
                        .filterWhen(found -> own.offered(visit, found)
                                .map(offered -> found.terms().status() == InvitationStatus.ENABLED
                                        ? offered.change(found.id())
                                        : offered.invite(found.id())))
                        .flatMap(showing::show)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .onErrorResume(Refusal.class, gone -> Mono.just(Optional.empty()));
    }

    /** What was done just now, as an address of the list says it. */
    private enum Done {
        ENABLED,
        DISABLED,
        DELETED;

        /** Null if it is none of them. */
        static @Nullable String named(String text) {
            return Arrays.stream(values())
                    .map(Done::key)
                    .filter(text::equals)
                    .findFirst()
                    .orElse(null);
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The switch. */
    @PostMapping("/{invitation}/status")
    Mono<ResponseEntity<String>> flip(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Form.of(exchange).flatMap(form -> flip(visit, invitation, form)));
    }

    private Mono<ResponseEntity<String>> flip(Visit visit, String invitation, Form form) {
        String status =
                form.isTicked("enabled") ? InvitationStatus.ENABLED.wireName() : InvitationStatus.DISABLED.wireName();
        return own.find(visit, invitation)
                .flatMap(found -> changing.change(
                        visit.caller(),
                        found.id().toString(),
                        EntityTags.ifMatch(List.of(InvitationForms.tag(form))),
                        current -> current.withStatus(status)))
                .map(changed ->
                        PageAnswers.seeOther(visit.home() + "/invitations?done=" + status + "&flipped=" + changed.id()))
                .onErrorResume(Refusal.ChangedMeanwhile.class, changed -> meanwhile(visit, invitation));
    }

    /** As it is now: nothing was changed. */
    private Mono<ResponseEntity<String>> meanwhile(Visit visit, String invitation) {
        return own.find(visit, invitation)
                .flatMap(found ->
                        Mono.zip(showing.show(found), own.lastAuthor(visit, found), own.around(visit, List.of(found))))
                .flatMap(read -> {
                    Map<String, Object> model = new HashMap<>(read.getT3());
                    model.put("invitations", List.of(read.getT1()));
                    model.put("author", read.getT2());
                    model.put("filter", Map.of());
                    model.put("presets", List.of());
                    model.put("meanwhile", true);
                    return pages.show(visit, HttpStatus.PRECONDITION_FAILED, "invitations", model);
                });
    }

    /** Asks again. */
    @GetMapping("/{invitation}/delete")
    Mono<ResponseEntity<String>> delete(
            @PathVariable("org") String organization, @PathVariable("invitation") String invitation) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> own.show(visit, invitation).flatMap(shown -> asking(visit, HttpStatus.OK, shown)));
    }

    private Mono<ResponseEntity<String>> asking(Visit visit, HttpStatus status, Shown shown) {
        return pages.show(visit, status, "invitation-delete", Map.of("shown", shown));
    }

    @PostMapping("/{invitation}/delete")
    Mono<ResponseEntity<String>> delete(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Form.of(exchange)
                        .flatMap(form -> own.find(visit, invitation)
                                .flatMap(found -> changing.delete(
                                                visit.caller(),
                                                found.id().toString(),
                                                EntityTags.ifMatch(List.of(InvitationForms.tag(form))))
                                        .thenReturn(PageAnswers.seeOther(visit.home() + "/invitations?done=deleted"))))
                        .onErrorResume(
                                Refusal.ChangedMeanwhile.class,
                                changed -> own.show(visit, invitation)
                                        .flatMap(shown -> asking(visit, HttpStatus.PRECONDITION_FAILED, shown))));
    }
}
