package io.usher.api.pages.signing;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.identities.SignInProviders;
import io.usher.api.accounts.proofs.RequestingProofs;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.signing.SigningIn;
import io.usher.api.http.security.Limits;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.Preferences;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.ProofPurpose;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Signing in and out, and asking for the mails that lead there. All answers are the same for addresses with an account and without. */
@Hidden
@RestController
class SignInController {

    private final SigningIn signingIn;
    private final RequestingProofs requesting;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final AfterSignIn afterSignIn;
    private final SignInProviders providers;
    private final PageRendering pages;

    SignInController(
            SigningIn signingIn,
            RequestingProofs requesting,
            Sessions sessions,
            SessionCookie cookie,
            AfterSignIn afterSignIn,
            SignInProviders providers,
            PageRendering pages) {
        this.signingIn = signingIn;
        this.requesting = requesting;
        this.sessions = sessions;
        this.cookie = cookie;
        this.afterSignIn = afterSignIn;
        this.providers = providers;
        this.pages = pages;
    }

    @GetMapping("/sign-in")
    Mono<ResponseEntity<String>> form(ServerWebExchange exchange) {
        return pages.orRefusal(BrowserSessions.visitor()
                .flatMap(visitor -> visitor.isPresent()
                        ? Mono.just(afterSignIn.leadOn(exchange))
                        : pages.page(HttpStatus.OK, "sign-in", Map.of())));
    }

    @PostMapping("/sign-in")
    Mono<ResponseEntity<String>> signIn(ServerWebExchange exchange) {
        return pages.orRefusal(Form.of(exchange).flatMap(form -> signIn(form, exchange)));
    }

    private Mono<ResponseEntity<String>> signIn(Form form, ServerWebExchange exchange) {
        Optional<EmailAddress> email = form.email();
        return email.isEmpty()
                ? again("sign-in", form)
                : signingIn
                        .withPassword(email.get(), form.password(), Browser.of(exchange, cookie), form.isTicked("stay"))
                        .map(session -> afterSignIn.leadOn(exchange, cookie.of(session)))
                        .switchIfEmpty(Mono.defer(() -> {
                            form.refuse("password", "error.sign-in");
                            return again("sign-in", form);
                        }));
    }

    @PostMapping("/sign-in/link")
    Mono<ResponseEntity<String>> mailLink(ServerWebExchange exchange) {
        return request(ProofPurpose.SIGN_IN, "sign-in", exchange);
    }

    @GetMapping("/sign-up")
    Mono<ResponseEntity<String>> signUp() {
        return pages.orRefusal(pages.page(HttpStatus.OK, "sign-up", Map.of()));
    }

    @PostMapping("/sign-up")
    Mono<ResponseEntity<String>> mailConfirmation(ServerWebExchange exchange) {
        return request(ProofPurpose.JOIN, "sign-up", exchange);
    }

    @GetMapping("/password")
    Mono<ResponseEntity<String>> forgotten() {
        return pages.orRefusal(pages.page(HttpStatus.OK, "password", Map.of()));
    }

    @PostMapping("/password")
    Mono<ResponseEntity<String>> mailReset(ServerWebExchange exchange) {
        return request(ProofPurpose.PASSWORD, "password", exchange);
    }

    private Mono<ResponseEntity<String>> request(ProofPurpose purpose, String template, ServerWebExchange exchange) {
        return pages.orRefusal(Form.of(exchange).flatMap(form -> {
            Optional<EmailAddress> email = form.email();
            return email.isEmpty()
                    ? again(template, form)
                    : requesting
                            .request(
                                    purpose,
                                    email.get(),
                                    afterSignIn.destination(exchange),
                                    Preferences.of(exchange).language(),
                                    Limits.network(exchange))
                            .then(Mono.defer(() -> pages.page(
                                    HttpStatus.OK,
                                    "sent",
                                    Map.of("email", email.get().typed(), "back", "/" + template))));
        }));
    }

    private Mono<ResponseEntity<String>> again(String template, Form form) {
        return pages.page(HttpStatus.UNPROCESSABLE_CONTENT, template, new HashMap<>(form.model()));
    }

    @PostMapping("/sign-out")
    Mono<ResponseEntity<String>> signOut() {
        return pages.orRefusal(BrowserSessions.visitor()
                .flatMap(visitor ->
                        visitor.isPresent() ? sessions.end(visitor.get().session()) : Mono.empty())
                .map(method -> method.provider()
                        .map(provider -> "/signed-out?at=" + provider)
                        .orElse("/signed-out"))
                .defaultIfEmpty("/signed-out")
                .map(page -> afterSignIn.leadOut(page, cookie.none())));
    }

    /** Who had signed in at a provider may want to sign out there as well, which takes a link: no form of ours leads elsewhere. */
    @GetMapping("/signed-out")
    Mono<ResponseEntity<String>> signedOut(@RequestParam(name = "at", defaultValue = "") String provider) {
        return pages.orRefusal(Mono.justOrEmpty(providers.button(provider))
                .flatMap(button -> providers
                        .signOut(provider)
                        .map(there -> Map.<String, Object>of("there", there.toString(), "label", button.label())))
                .defaultIfEmpty(Map.of())
                .flatMap(model -> pages.page(HttpStatus.OK, "left", model)));
    }
}
