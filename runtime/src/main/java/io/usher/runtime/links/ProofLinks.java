package io.usher.runtime.links;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.ProofId;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Makes and checks the tokens of links that prove an address. A token is the proof's id and a MAC over purpose and id:
 * nothing of it is stored, and one purpose's token is no other's. Thread-safe.
 */
public final class ProofLinks {

    private static final byte[] CONTEXT = "usher/proof-link/1".getBytes(US_ASCII);
    private static final byte[] OF_ATTEMPTS = "usher/attempt/1".getBytes(US_ASCII);

    private final LinkKeys keys;

    public ProofLinks(LinkKeys keys) {
        this.keys = keys;
    }

    /**
     * What a genuine token was made for.
     *
     * @param purpose the only one that it proves the address for
     */
    public record Proof(ProofPurpose purpose, ProofId id) {}

    /** The same for the same arguments, as long as the key is. */
    public String token(ProofPurpose purpose, ProofId proof) {
        return new LinkToken(proof.value(), mac(keys.current(), purpose, proof)).text();
    }

    /** Empty unless we made the token, with a key that is known. Whether it was used or is too old is not known here. */
    public Optional<Proof> read(String token) {
        return LinkToken.read(token).flatMap(this::genuine);
    }

    private Optional<Proof> genuine(LinkToken token) {
        ProofId id = new ProofId(token.id());
        Proof found = null;
        // All are tried, whichever fits: how long it takes tells nothing.
        for (SecretKey key : keys.all()) {
            for (ProofPurpose purpose : ProofPurpose.values()) {
                if (MessageDigest.isEqual(token.mac(), mac(key, purpose, id))) {
                    found = new Proof(purpose, id);
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] mac(SecretKey key, ProofPurpose purpose, ProofId proof) {
        return LinkToken.mac(
                key, CONTEXT, purpose.wireName().getBytes(US_ASCII), new byte[1], LinkToken.bytes(proof.value()));
    }

    /** By which attempts are counted without keeping whose they are. The same for the same text, as long as the key is. */
    public byte[] fingerprint(String text) {
        return LinkToken.mac(keys.current(), OF_ATTEMPTS, text.getBytes(UTF_8));
    }
}
