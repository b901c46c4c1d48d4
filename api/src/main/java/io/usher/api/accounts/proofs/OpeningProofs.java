package io.usher.api.accounts.proofs;

import io.usher.runtime.links.ProofLinks;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds what a link proves. To open one changes nothing: mail scanners open links too. */
@Component
public final class OpeningProofs {

    private final ProofLinks links;
    private final Proofs proofs;
    private final WrongTokens wrong;

    OpeningProofs(ProofLinks links, Proofs proofs, WrongTokens wrong) {
        this.links = links;
        this.proofs = proofs;
        this.wrong = wrong;
    }

    /**
     * Used and old ones, too; empty if we never made the link or have forgotten it. Fails if the network has opened too
     * many such links.
     */
    public Mono<Proof> open(String token, String network) {
        return Mono.justOrEmpty(links.read(token))
                .flatMap(genuine -> proofs.find(genuine.id()).filter(proof -> proof.purpose() == genuine.purpose()))
                .switchIfEmpty(Mono.defer(() -> {
                    wrong.count(network);
                    return Mono.empty();
                }));
    }
}
