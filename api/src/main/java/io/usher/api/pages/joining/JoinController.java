package io.usher.api.pages.joining;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.accounts.signing.Names;
import io.usher.api.http.json.Reference;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.landing.HeldLinks;
import io.usher.api.pages.landing.InvitationCookie;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Accepting an invitation: by whoever is signed in, or has a personal link that proves their address. */
@Hidden
@RestController
class JoinController {

    private final LinkedPages linked;
    private final JoinPages joinPages;
    private final Accepting accepting;
    private final JoiningByLink byLink;
    private final HeldLinks links;
    private final InvitationCookie cookie;
    private final PageRendering pages;

    JoinController(
            LinkedPages linked,
            JoinPages joinPages,
            Accepting accepting,
            JoiningByLink byLink,
            HeldLinks links,
            InvitationCookie cookie,
            PageRendering pages) {
        this.linked = linked;
        this.joinPages = joinPages;
        this.accepting = accepting;
        this.byLink = byLink;
        this.links = links;
        this.cookie = cookie;
        this.pages = pages;
    }

    @GetMapping("/i/{code}/join")
    Mono<ResponseEntity<String>> open(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(linked.open(code, exchange, link -> joinPages.open(link, exchange)));
    }

    /** Whoever is signed in asks for a seat. It takes no query but that of the session. */
    @PostMapping("/i/{code}/join")
    Mono<ResponseEntity<String>> accept(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(BrowserSessions.visitor()
                .flatMap(visitor -> visitor.isEmpty()
                        ? linked.open(code, exchange, link -> byLink.join(link, exchange))
                        : Reference.of(code).isId()
                                ? Mono.just(PageAnswers.seeOther(JoinPages.path(code)))
                                : accept(code, visitor.get(), exchange)));
    }

    private Mono<ResponseEntity<String>> accept(String code, SignedIn person, ServerWebExchange exchange) {
        Names names = new Names(text(person.firstName()), text(person.lastName()));
        return accepting
                .accept(person.account().value(), code, person.email(), names)
                .flatMap(result -> switch (result) {
                    case Accepting.Asked asked ->
                        Mono.just(PageAnswers.seeOther("/a/" + asked.acceptance(), cookie.none(), links.none(code)));
                    case Accepting.NotAsked not ->
                        Form.of(exchange)
                                .flatMap(form -> {
                                    form.refuse("accept", not.text());
                                    return linked.open(
                                            code,
                                            exchange,
                                            link -> joinPages.show(not.status(), link, form.model(), exchange));
                                })
                                .map(page -> PageAnswers.tryAgain(page, not.retryAfter()));
                });
    }

    private static String text(@Nullable String name) {
        return name == null ? "" : name;
    }
}
