package io.usher.api.pages.joining;

import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.database.Transactions;
import io.usher.api.http.security.Caller;
import io.usher.api.invitees.DecliningInvitations;
import io.usher.api.invitees.DecliningInvitations.Invited;
import io.usher.api.pages.landing.HeldLink;
import io.usher.api.pages.landing.HeldLinks;
import io.usher.api.pages.landing.OpenedLink;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Declines an invitation for whoever is signed in with the address that is named on it, or, if nobody is, for whoever has
 * opened the personal link.
 */
@Component
final class Declining {

    private final DecliningInvitations declining;
    private final HeldLinks links;
    private final Transactions transactions;

    Declining(DecliningInvitations declining, HeldLinks links, Transactions transactions) {
        this.declining = declining;
        this.links = links;
        this.transactions = transactions;
    }

    /** Empty if nobody who is named on the invitation is known to look at the page. */
    Mono<Invited> invited(OpenedLink link, ServerWebExchange exchange) {
        return BrowserSessions.visitor().flatMap(visitor -> invited(link, visitor, exchange));
    }

    private Mono<Invited> invited(OpenedLink link, Optional<SignedIn> visitor, ServerWebExchange exchange) {
        return invited(link, visitor, links.of(link.invitation().code(), exchange));
    }

    /** @param held the personal link that led to the page, if one did */
    Mono<Invited> invited(OpenedLink link, Optional<SignedIn> visitor, Mono<HeldLink> held) {
        return visitor.map(person -> declining.find(link.invitation().id(), person.email()))
                .orElseGet(() -> held.filter(HeldLink::isGood)
                        .mapNotNull(HeldLink::person)
                        .flatMap(person -> declining.find(person.id())));
    }

    /** Does nothing if there is nothing to decline. Fails with 409 if that is so since this moment. */
    Mono<Void> decline(OpenedLink link, ServerWebExchange exchange) {
        return BrowserSessions.visitor()
                .flatMap(visitor -> invited(link, visitor, exchange)
                        .filter(Invited::declinable)
                        .flatMap(invited -> transactions.inOne(declining
                                .declineOwn(caller(visitor), invited.id())
                                .thenReturn(true))))
                .then();
    }

    private static Caller caller(Optional<SignedIn> visitor) {
        return visitor.map(SignedIn::caller).orElseGet(Caller::linkHolder);
    }
}
