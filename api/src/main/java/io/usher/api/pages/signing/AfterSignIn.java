package io.usher.api.pages.signing;

import io.usher.api.accounts.proofs.RequestingProofs.Destination;
import io.usher.api.http.security.ReturnCookie;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.landing.InvitationCookie;
import io.usher.api.pages.landing.OpeningLinks;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Where somebody goes on who has signed in: to the invitation that they were about to accept, back to the page that they had
 * asked for, or to the start page, which leads on to what they may do.
 */
@Component
final class AfterSignIn {

    private final InvitationCookie invitation;
    private final OpeningLinks links;
    private final ReturnCookie asked;

    AfterSignIn(InvitationCookie invitation, OpeningLinks links, ReturnCookie asked) {
        this.invitation = invitation;
        this.links = links;
        this.asked = asked;
    }

    ResponseEntity<String> leadOn(ServerWebExchange exchange, ResponseCookie... cookies) {
        return leadOn("/", exchange, cookies);
    }

    /** @param otherwise where to if they were on the way to nothing */
    ResponseEntity<String> leadOn(String otherwise, ServerWebExchange exchange, ResponseCookie... cookies) {
        String page = invitation
                .code(exchange)
                .map(code -> "/i/" + code + "/join")
                .or(() -> asked.page(exchange.getRequest()))
                .orElse(otherwise);
        return leadTo(page, exchange, cookies);
    }

    /** The invitation that they were about to accept, for a link that may be opened in another browser; empty if none. */
    Mono<Destination> destination(ServerWebExchange exchange) {
        return Mono.justOrEmpty(invitation.code(exchange))
                .flatMap(links::open)
                .filter(link -> !link.invitation().isDeleted())
                .map(link -> new Destination(
                        link.invitation().id(), link.organization().id()));
    }

    /** For somebody who has come for that page: it is before all others. */
    ResponseEntity<String> leadTo(String page, ServerWebExchange exchange, ResponseCookie... cookies) {
        return PageAnswers.seeOther(
                page,
                Stream.concat(Stream.of(cookies), asked.page(exchange.getRequest()).map(left -> asked.none()).stream())
                        .toArray(ResponseCookie[]::new));
    }

    /** For somebody who has signed out: whoever signs in next is led to none of their pages. */
    ResponseEntity<String> leadOut(String page, ResponseCookie session) {
        return PageAnswers.seeOther(page, session, invitation.none(), asked.none());
    }
}
