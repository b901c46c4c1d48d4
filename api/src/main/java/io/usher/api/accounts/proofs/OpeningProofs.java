package io.usher.api.accounts.proofs;

import io.github.bucket4j.TimeMeter;
import io.usher.api.accounts.AccountSettings;
import io.usher.api.accounts.AccountSettings.Most;
import io.usher.api.http.security.RateLimit;
import io.usher.runtime.links.ProofLinks;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds what a link proves. To open one changes nothing: mail scanners open links too. */
@Component
public final class OpeningProofs {

    private final ProofLinks links;
    private final Proofs proofs;
    private final RateLimit<String> wrong;

    OpeningProofs(ProofLinks links, Proofs proofs, AccountSettings settings) {
        this.links = links;
        this.proofs = proofs;
        Most most = settings.wrongTokensOfNetwork();
        this.wrong = new RateLimit<>(most.most(), most.within(), TimeMeter.SYSTEM_NANOTIME);
    }

    /**
     * Used and old ones, too; empty if we never made the link or have forgotten it. Fails if the network has opened too
     * many such links.
     */
    public Mono<Proof> open(String token, String network) {
        return Mono.justOrEmpty(links.read(token))
                .flatMap(genuine -> proofs.find(genuine.id()).filter(proof -> proof.purpose() == genuine.purpose()))
                .switchIfEmpty(Mono.defer(() -> {
                    wrong.take(network, "Too many unknown links from this address.");
                    return Mono.empty();
                }));
    }
}
