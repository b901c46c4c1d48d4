package io.usher.api.pages.joining;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.proofs.RequestingProofs;
import io.usher.api.accounts.proofs.RequestingProofs.Destination;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.accounts.signing.Names;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Limits;
import io.usher.api.invitees.DecliningInvitations.Invited;
import io.usher.api.landing.InvitationCookie;
import io.usher.api.landing.LandingPage;
import io.usher.api.landing.OpenedLink;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageRendering;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.ProofPurpose;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Accepting an invitation: by whoever is signed in, or after proving an address. */
@Hidden
@RestController
class JoinController {

    private final LinkedPages linked;
    private final Accepting accepting;
    private final Declining declining;
    private final RequestingProofs requesting;
    private final InvitationCookie cookie;
    private final PageRendering pages;
    private final Clock clock;

    JoinController(
            LinkedPages linked,
            Accepting accepting,
            Declining declining,
            RequestingProofs requesting,
            InvitationCookie cookie,
            PageRendering pages,
            Clock clock) {
        this.linked = linked;
        this.accepting = accepting;
        this.declining = declining;
        this.requesting = requesting;
        this.cookie = cookie;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping("/i/{code}/join")
    Mono<ResponseEntity<String>> open(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(linked.open(code, exchange, link -> show(HttpStatus.OK, link, Map.of(), exchange)));
    }

    private Mono<ResponseEntity<String>> show(
            HttpStatus status, OpenedLink link, Map<String, Object> more, ServerWebExchange exchange) {
        Mono<Boolean> isDeclinable = declining
                .invited(link, exchange)
                .map(Invited::declinable)
                .defaultIfEmpty(false)
                // Too many look at it: who wants to accept does without the other button.
                .onErrorResume(Refusal.class, busy -> Mono.just(false));
        return isDeclinable.flatMap(declinable -> {
            String code = link.invitation().code();
            Map<String, Object> model = new HashMap<>(more);
            model.put("code", code);
            model.put("invitation", LandingPage.from(link, clock.instant()));
            model.put("declinable", declinable);
            return pages.page(status, "join", model, cookie.of(code));
        });
    }

    /** Whoever is signed in asks for a seat. It takes no query but that of the session. */
    @PostMapping("/i/{code}/join")
    Mono<ResponseEntity<String>> accept(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(BrowserSessions.visitor()
                .flatMap(visitor -> visitor.isEmpty() || Reference.of(code).isId()
                        ? Mono.just(PageRendering.seeOther(joinPage(code)))
                        : accept(code, visitor.get(), exchange)));
    }

    private Mono<ResponseEntity<String>> accept(String code, SignedIn person, ServerWebExchange exchange) {
        Names names = new Names(text(person.firstName()), text(person.lastName()));
        return accepting
                .accept(person.account().value(), code, person.email(), names)
                .flatMap(result -> switch (result) {
                    case Accepting.Asked asked ->
                        Mono.just(PageRendering.seeOther("/a/" + asked.acceptance(), cookie.none()));
                    case Accepting.NotAsked not ->
                        Form.of(exchange).flatMap(form -> {
                            form.refuse("accept", not.text());
                            return linked.open(
                                    code, exchange, link -> show(not.status(), link, form.model(), exchange));
                        });
                });
    }

    /** Has a link mailed that leads back here. The answer is the same for every address, invited or not. */
    @PostMapping("/i/{code}/proof")
    Mono<ResponseEntity<String>> prove(@PathVariable("code") String code, ServerWebExchange exchange) {
        return pages.orRefusal(Form.of(exchange)
                .flatMap(form -> linked.open(code, exchange, link -> {
                    Optional<EmailAddress> email = form.email();
                    return email.isEmpty()
                            ? show(HttpStatus.UNPROCESSABLE_CONTENT, link, form.model(), exchange)
                            : requesting
                                    .request(
                                            ProofPurpose.JOIN,
                                            email.get(),
                                            new Destination(
                                                    link.invitation().id(),
                                                    link.organization().id()),
                                            Limits.network(exchange))
                                    .then(Mono.defer(() -> pages.page(
                                            HttpStatus.OK,
                                            "sent",
                                            Map.of("email", email.get().typed()))));
                })));
    }

    private static String joinPage(String code) {
        return UriComponentsBuilder.fromPath("/i/{code}/join").build(code).toString();
    }

    private static String text(@Nullable String name) {
        return name == null ? "" : name;
    }
}
