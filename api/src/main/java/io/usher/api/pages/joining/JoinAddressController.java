package io.usher.api.pages.joining;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.proofs.RequestingProofs;
import io.usher.api.accounts.proofs.RequestingProofs.Destination;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.http.security.Limits;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.Preferences;
import io.usher.api.pages.landing.HeldLink;
import io.usher.api.pages.landing.HeldLinks;
import io.usher.api.pages.landing.LandingPage;
import io.usher.api.pages.landing.OpenedLink;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.ProofPurpose;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** For who is to accept an invitation with another address than the one that they are known by here, if any. */
@Hidden
@RestController
class JoinAddressController {

    private final LinkedPages linked;
    private final JoinPages joinPages;
    private final HeldLinks links;
    private final RequestingProofs requesting;
    private final Sessions sessions;
    private final SessionCookie session;
    private final PageRendering pages;
    private final Clock clock;

    JoinAddressController(
            LinkedPages linked,
            JoinPages joinPages,
            HeldLinks links,
            RequestingProofs requesting,
            Sessions sessions,
            SessionCookie session,
            PageRendering pages,
            Clock clock) {
        this.linked = linked;
        this.joinPages = joinPages;
        this.links = links;
        this.requesting = requesting;
        this.sessions = sessions;
        this.session = session;
        this.pages = pages;
        this.clock = clock;
    }

    /**
     * Has a link mailed that leads back here: to the address that is typed or, with {@code invited}, to the one that the
     * personal link is for. The answer is the same for every address, invited or not. Nobody is mailed a link that could lead
     * nowhere.
     */
    @PostMapping("/i/{code}/proof")
    Mono<ResponseEntity<String>> prove(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(Form.of(exchange)
                .flatMap(form -> linked.open(
                        code,
                        exchange,
                        link -> LandingPage.from(link, clock.instant()).isClosed()
                                ? Mono.just(PageAnswers.seeOther(JoinPages.path(code)))
                                : form.isTicked("invited")
                                        ? proveInvited(link, exchange)
                                        : proveTyped(link, form, exchange))));
    }

    private Mono<ResponseEntity<String>> proveTyped(OpenedLink link, Form form, ServerWebExchange exchange) {
        Optional<EmailAddress> email = form.email();
        return email.isEmpty()
                ? joinPages.show(HttpStatus.UNPROCESSABLE_CONTENT, link, form.model(), exchange)
                : mail(link, email.get(), email.get().typed(), exchange);
    }

    /** Whoever is named by it is not invited any more, or never was: nobody is mailed. */
    private Mono<ResponseEntity<String>> proveInvited(OpenedLink link, ServerWebExchange exchange) {
        String code = link.invitation().code();
        return links.of(code, exchange)
                .filter(held -> held.state() != HeldLink.State.CANCELLED)
                .mapNotNull(HeldLink::person)
                .flatMap(person -> mail(link, person.email(), person.masked(), exchange))
                .switchIfEmpty(Mono.fromSupplier(() -> PageAnswers.seeOther(JoinPages.path(code))));
    }

    /** @param shown as much of the address as the viewer knows */
    private Mono<ResponseEntity<String>> mail(
            OpenedLink link, EmailAddress email, String shown, ServerWebExchange exchange) {
        return requesting
                .request(
                        ProofPurpose.JOIN,
                        email,
                        Mono.just(new Destination(
                                link.invitation().id(), link.organization().id())),
                        Preferences.of(exchange).language(),
                        Limits.network(exchange))
                .then(Mono.defer(() -> pages.page(
                        HttpStatus.OK,
                        "sent",
                        Map.of(
                                "email",
                                shown,
                                "back",
                                JoinPages.path(link.invitation().code())))));
    }

    /** For somebody else, or the same person with another address, who goes on with the same invitation. */
    @PostMapping("/i/{code}/sign-out")
    Mono<ResponseEntity<String>> signOut(@PathVariable("code") String code) {
        return pages.orRefusal(BrowserSessions.visitor()
                .flatMap(visitor ->
                        visitor.isPresent() ? sessions.end(visitor.get().session()) : Mono.empty())
                .thenReturn(PageAnswers.seeOther(JoinPages.path(code), session.none())));
    }
}
