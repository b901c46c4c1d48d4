package io.usher.api.pages.signing;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.proofs.OpeningProofs;
import io.usher.api.accounts.proofs.Proof;
import io.usher.api.accounts.proofs.ProofCookie;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.SessionCookie;
import io.usher.api.accounts.signing.Proving;
import io.usher.api.http.security.Limits;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageRendering;
import io.usher.contract.event.ProofPurpose;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The page behind a link that proves an address. To open it changes nothing; to send its form uses the link. */
@Hidden
@RestController
class ProofController {

    private final OpeningProofs opening;
    private final Accounts accounts;
    private final ProofPages proofPages;
    private final ProvingIdentities identities;
    private final SessionCookie cookie;
    private final ProofCookie proofCookie;
    private final PageRendering pages;
    private final Clock clock;

    ProofController(
            OpeningProofs opening,
            Accounts accounts,
            ProofPages proofPages,
            ProvingIdentities identities,
            SessionCookie cookie,
            ProofCookie proofCookie,
            PageRendering pages,
            Clock clock) {
        this.opening = opening;
        this.accounts = accounts;
        this.proofPages = proofPages;
        this.identities = identities;
        this.cookie = cookie;
        this.proofCookie = proofCookie;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping("/proof/{token}")
    Mono<ResponseEntity<String>> open(@PathVariable("token") String token, ServerWebExchange exchange) {
        return found(
                token,
                exchange,
                proof -> isGood(proof)
                        ? known(proof)
                                .flatMap(known -> proofPages.show(
                                        HttpStatus.OK, token, proof, known, identities.shown(proof, exchange)))
                        : proofPages.over(proof));
    }

    @PostMapping("/proof/{token}")
    Mono<ResponseEntity<String>> use(@PathVariable("token") String token, ServerWebExchange exchange) {
        return found(
                token,
                exchange,
                proof -> Form.of(exchange).flatMap(form -> {
                    Proving proving = new Proving(
                            proof,
                            Browser.of(exchange, cookie),
                            proofCookie.of(exchange.getRequest()).orElse(null));
                    Mono<ResponseEntity<String>> used = isGood(proof)
                            ? known(proof)
                                    .flatMap(known -> proof.purpose() == ProofPurpose.LINK_IDENTITY
                                            ? identities.use(proving, exchange)
                                            : proofPages.use(token, proving, known, form, exchange))
                            : Mono.empty();
                    return used.switchIfEmpty(Mono.defer(() -> proofPages.goOn(proving, form, exchange)))
                            .switchIfEmpty(Mono.defer(() -> proofPages.over(proof)));
                }));
    }

    private boolean isGood(Proof proof) {
        return proof.isGoodAt(clock.instant());
    }

    /** Whether the address has an account. */
    private Mono<Boolean> known(Proof proof) {
        return accounts.of(proof.email()).hasElement();
    }

    private Mono<ResponseEntity<String>> found(
            String token, ServerWebExchange exchange, Function<Proof, Mono<ResponseEntity<String>>> page) {
        return pages.orRefusal(opening.open(token, Limits.network(exchange))
                .flatMap(page)
                .switchIfEmpty(Mono.defer(
                        () -> pages.notice(HttpStatus.NOT_FOUND, "proof.unknown", "/sign-in", "sign-in.button"))));
    }
}
