package io.usher.api.pages.signing;

import io.usher.api.accounts.identities.ForeignIdentity;
import io.usher.api.accounts.identities.PendingIdentity;
import io.usher.api.accounts.identities.SignInProviders;
import io.usher.api.accounts.proofs.Proof;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.signing.Proving;
import io.usher.api.accounts.signing.SigningInAtProviders;
import io.usher.api.pages.PageRendering;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What a link shows and does that proves the address of an identity. It links the identity that this browser has signed in with
 * and no other: whoever has somebody else's link mailed cannot have their own identity linked by it.
 */
@Component
final class ProvingIdentities {

    private final PendingIdentity pending;
    private final SignInProviders providers;
    private final SigningInAtProviders signingIn;
    private final SessionCookie cookie;
    private final AfterSignIn afterSignIn;
    private final PageRendering pages;

    ProvingIdentities(
            PendingIdentity pending,
            SignInProviders providers,
            SigningInAtProviders signingIn,
            SessionCookie cookie,
            AfterSignIn afterSignIn,
            PageRendering pages) {
        this.pending = pending;
        this.providers = providers;
        this.signingIn = signingIn;
        this.cookie = cookie;
        this.afterSignIn = afterSignIn;
        this.pages = pages;
    }

    /** What the page shows beside the address. */
    Map<String, Object> shown(Proof proof, ServerWebExchange exchange) {
        return identity(proof, exchange)
                .map(identity -> Map.<String, Object>of("provider", providers.labelOf(identity.issuer())))
                .orElse(Map.of());
    }

    private Optional<ForeignIdentity> identity(Proof proof, ServerWebExchange exchange) {
        return pending.of(exchange)
                .filter(identity -> identity.address().stream()
                        .anyMatch(email -> email.normal().equals(proof.email().normal())));
    }

    /** Empty if the link was used before. */
    Mono<ResponseEntity<String>> use(Proving proving, ServerWebExchange exchange) {
        return identity(proving.proof(), exchange)
                .map(identity -> signingIn
                        .link(proving, identity)
                        .map(session -> afterSignIn.leadOn(exchange, cookie.of(session), pending.none())))
                .orElseGet(() ->
                        pages.notice(HttpStatus.CONFLICT, "provider.other-browser", "/sign-in", "sign-in.button"));
    }
}
