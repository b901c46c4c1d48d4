package io.usher.api.pages.signing;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.identities.AskingProviders;
import io.usher.api.accounts.identities.ForeignIdentity;
import io.usher.api.accounts.identities.PendingIdentity;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.accounts.signing.SigningInAtProviders;
import io.usher.api.http.json.Reference;
import io.usher.api.http.security.Limits;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.Preferences;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Signing in at a provider: there by a link, since browsers let no form of ours lead elsewhere, and back again. And the end of
 * that.
 */
@Hidden
@RestController
class ProviderController {

    private static final String SECURITY = "/me/security";

    private final AskingProviders asking;
    private final SigningInAtProviders signingIn;
    private final PendingIdentity pending;
    private final Limits limits;
    private final SessionCookie cookie;
    private final AfterSignIn afterSignIn;
    private final PageRendering pages;
    private final Clock clock;

    ProviderController(
            AskingProviders asking,
            SigningInAtProviders signingIn,
            PendingIdentity pending,
            Limits limits,
            SessionCookie cookie,
            AfterSignIn afterSignIn,
            PageRendering pages,
            Clock clock) {
        this.asking = asking;
        this.signingIn = signingIn;
        this.pending = pending;
        this.limits = limits;
        this.cookie = cookie;
        this.afterSignIn = afterSignIn;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping("/sign-in/with/{provider}")
    Mono<ResponseEntity<String>> go(@PathVariable("provider") String provider, ServerWebExchange exchange) {
        return pages.orRefusal(asking.ask(provider, exchange)
                .flatMap(question -> switch (question) {
                    case AskingProviders.Redirected redirected ->
                        Mono.just(PageAnswers.seeOther(redirected.to().toString(), redirected.cookie()));
                    case AskingProviders.Away away -> away();
                })
                .switchIfEmpty(Mono.defer(this::unknown)));
    }

    private Mono<ResponseEntity<String>> away() {
        return signInPage(HttpStatus.SERVICE_UNAVAILABLE, "provider.away");
    }

    private Mono<ResponseEntity<String>> unknown() {
        return signInPage(HttpStatus.NOT_FOUND, "status.404");
    }

    private Mono<ResponseEntity<String>> signInPage(HttpStatus status, String key) {
        return pages.notice(status, key, "/sign-in", "sign-in.title");
    }

    @GetMapping("/sign-in/with/{provider}/return")
    Mono<ResponseEntity<String>> comeBack(@PathVariable("provider") String provider, ServerWebExchange exchange) {
        return pages.orRefusal(Mono.defer(() -> {
                    String network = Limits.network(exchange);
                    limits.unknownToken(network);
                    return asking.hear(provider, exchange).flatMap(answer -> switch (answer) {
                        case AskingProviders.Identified identified -> {
                            limits.knownToken(network);
                            yield signIn(identified.identity(), exchange);
                        }
                        case AskingProviders.Cancelled cancelled -> signInPage(HttpStatus.OK, "provider.cancelled");
                        case AskingProviders.NotBelieved not -> signInPage(HttpStatus.BAD_REQUEST, "provider.refused");
                        case AskingProviders.Away away -> away();
                    });
                }))
                .map(page -> ResponseEntity.status(page.getStatusCode())
                        .headers(page.getHeaders())
                        .header(HttpHeaders.SET_COOKIE, asking.answered().toString())
                        .body(page.getBody()));
    }

    private Mono<ResponseEntity<String>> signIn(ForeignIdentity identity, ServerWebExchange exchange) {
        Locale language = Preferences.of(exchange).language();
        return signingIn
                .signIn(identity, Browser.of(exchange, cookie), language)
                .flatMap(result -> switch (result) {
                    case SigningInAtProviders.Entered entered ->
                        Mono.just(afterSignIn.leadOn(exchange, cookie.of(entered.session())));
                    case SigningInAtProviders.ProofRequested requested ->
                        pages.page(
                                HttpStatus.OK,
                                "sent-to-identity",
                                Map.of("email", requested.email().typed()),
                                pending.of(identity));
                    case SigningInAtProviders.WithoutAddress without ->
                        signInPage(HttpStatus.UNPROCESSABLE_CONTENT, "provider.no-address");
                });
    }

    /** Of whoever is signed in, and has been for a short time only. */
    @PostMapping(SECURITY + "/identities/{identity}/remove")
    Mono<ResponseEntity<String>> remove(@PathVariable("identity") String identity) {
        return pages.signedIn(person -> person.isRecentAt(clock.instant())
                ? remove(person, Reference.of(identity).id())
                : pages.notice(HttpStatus.FORBIDDEN, "recent-sign-in", SECURITY, "security.title"));
    }

    private Mono<ResponseEntity<String>> remove(SignedIn person, @Nullable UUID identity) {
        return identity == null
                ? unknown()
                : signingIn
                        .remove(person, identity)
                        .flatMap(removed -> removed
                                ? Mono.just(PageAnswers.seeOther(SECURITY))
                                : pages.notice(HttpStatus.CONFLICT, "identity.last", SECURITY, "security.title"));
    }
}
