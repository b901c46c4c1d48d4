package io.usher.api.pages.own;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.problem.Refusal;
import io.usher.api.members.OwnMemberships;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.PageSettings;
import io.usher.api.people.OwnInvitations;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The page of whoever is signed in: what waits for them, and where they are a member. */
@Hidden
@RestController
class OwnPageController {

    private final OwnMemberships memberships;
    private final OwnInvitations invitations;
    private final OwnRequests requests;
    private final PageRendering pages;
    private final Clock clock;
    private final PageSettings settings;

    OwnPageController(
            OwnMemberships memberships,
            OwnInvitations invitations,
            OwnRequests requests,
            PageRendering pages,
            Clock clock,
            PageSettings settings) {
        this.memberships = memberships;
        this.invitations = invitations;
        this.requests = requests;
        this.pages = pages;
        this.clock = clock;
        this.settings = settings;
    }

    @GetMapping("/me")
    Mono<ResponseEntity<String>> me(@RequestParam(defaultValue = "") String done) {
        return pages.signedIn(person -> me(person, done));
    }

    private Mono<ResponseEntity<String>> me(SignedIn person, String done) {
        return Mono.zip(
                        memberships.of(person.email()).collectList(),
                        invitations.waiting(person.email(), null).collectList(),
                        requests.waiting(person).collectList())
                .flatMap(own -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("recent", person.isRecentAt(clock.instant()));
                    model.put("done", List.of("password", "profile").contains(done) ? done : null);
                    model.put("memberships", own.getT1());
                    model.put("invitations", own.getT2());
                    model.put("cut", OwnInvitations.areCut(own.getT2()));
                    model.put("requests", own.getT3());
                    return pages.page(HttpStatus.OK, "me", model);
                });
    }

    /** Leads back to the page, on which the organization is no more. To leave what one has left does no harm. */
    @PostMapping("/me/memberships/{organization}/leave")
    Mono<ResponseEntity<String>> leave(@PathVariable("organization") UUID organization) {
        return pages.signedIn(person -> memberships
                .leave(person.caller(), person.email(), new OrganizationId(organization), settings.decisionWithin())
                .onErrorReturn(Refusal.NotFound.class, true)
                .flatMap(left -> left
                        ? Mono.just(PageAnswers.seeOther("/me"))
                        : pages.notice(HttpStatus.ACCEPTED, "withdrawal.pending", "/me", "me.title"))
                .onErrorResume(
                        Refusal.Conflict.class,
                        refused -> "last-admin".equals(refused.code())
                                ? pages.notice(HttpStatus.CONFLICT, "withdrawal.last-admin", "/me", "me.title")
                                : Mono.just(PageAnswers.seeOther("/me"))));
    }
}
