package io.usher.api.pages.joining;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.problem.Refusal;
import io.usher.api.invitees.DecliningInvitations.Invited;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.landing.InvitationCookie;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Declining an invitation. */
@Hidden
@RestController
class DeclineController {

    private final LinkedPages linked;
    private final Declining declining;
    private final InvitationCookie cookie;
    private final PageRendering pages;

    DeclineController(LinkedPages linked, Declining declining, InvitationCookie cookie, PageRendering pages) {
        this.linked = linked;
        this.declining = declining;
        this.cookie = cookie;
        this.pages = pages;
    }

    /** The same page for who presses the button twice. */
    @PostMapping("/i/{code}/decline")
    Mono<ResponseEntity<String>> decline(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(linked.open(
                code,
                exchange,
                link -> declining
                        .decline(link, exchange)
                        .thenReturn(
                                PageAnswers.seeOther("/i/" + link.invitation().code() + "/declined", cookie.none()))
                        .onErrorResume(
                                Refusal.Conflict.class,
                                // What it has become meanwhile is on that page.
                                used -> Mono.just(PageAnswers.seeOther(
                                        "/i/" + link.invitation().code() + "/join")))));
    }

    @GetMapping("/i/{code}/declined")
    Mono<ResponseEntity<String>> declined(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(linked.open(
                code,
                exchange,
                link -> declining
                        .invited(link, exchange)
                        .filter(Invited::declined)
                        .flatMap(invited -> pages.notice(
                                HttpStatus.OK,
                                "declined",
                                "/i/" + link.invitation().code(),
                                "declined.back"))
                        .defaultIfEmpty(
                                PageAnswers.seeOther("/i/" + link.invitation().code() + "/join"))));
    }
}
