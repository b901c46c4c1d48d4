package io.usher.api.pages.joining;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.asking.WithdrawingAcceptances;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.problem.Refusal;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PageSettings;
import io.usher.api.pages.landing.LandingPage;
import io.usher.api.pages.landing.OpenedLink;
import io.usher.api.pages.landing.OpeningLinks;
import io.usher.api.people.OwnInvitations;
import io.usher.contract.id.AcceptanceId;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What became of somebody's own request. For everybody else there is no such page. */
@Hidden
@RestController
class OutcomeController {

    private static final Set<String> WITHDRAWABLE = Set.of(Outcome.ACCEPTED.wireName(), Outcome.WAITLISTED.wireName());

    private final FollowingAcceptances following;
    private final OwnInvitations own;
    private final WithdrawingAcceptances withdrawing;
    private final OpeningLinks links;
    private final PageRendering pages;
    private final Clock clock;
    private final PageSettings settings;

    OutcomeController(
            FollowingAcceptances following,
            OwnInvitations own,
            WithdrawingAcceptances withdrawing,
            OpeningLinks links,
            PageRendering pages,
            Clock clock,
            PageSettings settings) {
        this.following = following;
        this.own = own;
        this.withdrawing = withdrawing;
        this.links = links;
        this.pages = pages;
        this.clock = clock;
        this.settings = settings;
    }

    @GetMapping("/a/{acceptance}")
    Mono<ResponseEntity<String>> outcome(@PathVariable("acceptance") String acceptance) {
        return pages.signedIn(person -> Mono.justOrEmpty(id(acceptance))
                .flatMap(id -> following.findOwn(person.email(), id))
                .flatMap(asked -> show(person, asked))
                .switchIfEmpty(Mono.defer(this::unknown)));
    }

    private Mono<ResponseEntity<String>> unknown() {
        return pages.notice(HttpStatus.NOT_FOUND, "acceptance.unknown", "/me", "me.title");
    }

    /** Leads back to the page of the request. To withdraw what is withdrawn does no harm. */
    @PostMapping("/a/{acceptance}/withdraw")
    Mono<ResponseEntity<String>> withdraw(@PathVariable("acceptance") String acceptance) {
        return pages.signedIn(person -> Mono.justOrEmpty(id(acceptance))
                .flatMap(id -> withdraw(person, id))
                .onErrorResume(Refusal.NotFound.class, none -> Mono.empty())
                .switchIfEmpty(Mono.defer(this::unknown)));
    }

    private Mono<ResponseEntity<String>> withdraw(SignedIn person, AcceptanceId id) {
        String page = "/a/" + id;
        return withdrawing
                .withdrawOwn(person.caller(), person.email(), id, settings.decisionWithin())
                .flatMap(after -> after.outcome() == Outcome.WITHDRAWN
                        ? Mono.just(PageAnswers.seeOther(page))
                        : pages.notice(HttpStatus.ACCEPTED, "withdrawal.pending", page, "outcome.look"))
                .onErrorResume(
                        Refusal.Conflict.class,
                        refused -> "last-admin".equals(refused.code())
                                ? pages.notice(HttpStatus.CONFLICT, "withdrawal.last-admin", page, "outcome.back")
                                : Mono.just(PageAnswers.seeOther(page)));
    }

    private Mono<ResponseEntity<String>> show(SignedIn person, Acceptance acceptance) {
        return links.find(acceptance.invitation())
                .flatMap(link -> now(person, acceptance, link)
                        .flatMap(now -> pages.page(
                                HttpStatus.OK,
                                "outcome",
                                Map.of(
                                        "acceptance",
                                        acceptance,
                                        "now",
                                        now,
                                        "pending",
                                        acceptance.outcome() == Outcome.PENDING,
                                        "withdrawable",
                                        WITHDRAWABLE.contains(now),
                                        "invitation",
                                        LandingPage.from(link, clock.instant())))));
    }

    /** What is left of the outcome: who was accepted may be no member any more. Which text says so. */
    private Mono<String> now(SignedIn person, Acceptance acceptance, OpenedLink link) {
        String outcome = acceptance.outcome().wireName();
        return switch (acceptance.outcome()) {
            case ACCEPTED ->
                own.standing(person.email(), link.invitation())
                        .map(standing -> standing.isMember() ? outcome : "ended");
            case WITHDRAWN -> own.hadSeat(acceptance.id()).map(had -> had ? "returned" : outcome);
            case PENDING, WAITLISTED, REJECTED -> Mono.just(outcome);
        };
    }

    /** What is no id names nothing. */
    static Optional<AcceptanceId> id(String text) {
        try {
            return Optional.of(new AcceptanceId(UUID.fromString(text)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
