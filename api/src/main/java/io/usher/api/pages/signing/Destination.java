package io.usher.api.pages.signing;

import io.usher.api.http.security.ReturnCookie;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.landing.InvitationCookie;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Where somebody goes on who has signed in: to the invitation that they were about to accept, back to the page that they had
 * asked for, or to their own page.
 */
@Component
final class Destination {

    private final InvitationCookie invitation;
    private final ReturnCookie asked;

    Destination(InvitationCookie invitation, ReturnCookie asked) {
        this.invitation = invitation;
        this.asked = asked;
    }

    ResponseEntity<String> leadOn(ServerWebExchange exchange, ResponseCookie... cookies) {
        Optional<String> page = asked.page(exchange.getRequest());
        String to = invitation
                .code(exchange)
                .map(code -> "/i/" + code + "/join")
                .or(() -> page)
                .orElse("/me");
        return PageRendering.seeOther(
                to,
                Stream.concat(Stream.of(cookies), page.map(none -> asked.none()).stream())
                        .toArray(ResponseCookie[]::new));
    }

    /** To be set once somebody has signed out. */
    ResponseCookie none() {
        return invitation.none();
    }
}
