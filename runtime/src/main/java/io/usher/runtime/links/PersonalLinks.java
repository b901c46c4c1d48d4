package io.usher.runtime.links;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.usher.contract.id.InviteeId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Makes and checks the tokens of personal links. A token is the invitee's id and a MAC over purpose, id and generation,
 * so that nothing is stored, and a new generation makes all earlier links useless. Thread-safe.
 */
public final class PersonalLinks {

    private static final byte[] CONTEXT = "usher/personal-link/1".getBytes(US_ASCII);

    private final LinkKeys keys;

    public PersonalLinks(LinkKeys keys) {
        this.keys = keys;
    }

    /** The same for the same arguments, as long as the key is. */
    public String token(LinkPurpose purpose, InviteeId invitee, int generation) {
        return new LinkToken(invitee.value(), mac(keys.current(), purpose, invitee, generation)).text();
    }

    /** Whom a token is for if it is genuine; empty if it cannot be. */
    public static Optional<InviteeId> inviteeOf(String token) {
        return LinkToken.read(token).map(read -> new InviteeId(read.id()));
    }

    /** What a token was made for; empty unless it was made for this invitee and generation, with a key that is known. */
    public Optional<LinkPurpose> verify(String token, InviteeId invitee, int generation) {
        Optional<LinkToken> read = LinkToken.read(token);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        LinkPurpose found = null;
        // All are tried, whichever fits: how long it takes tells nothing.
        for (SecretKey key : keys.all()) {
            for (LinkPurpose purpose : LinkPurpose.values()) {
                if (MessageDigest.isEqual(read.get().mac(), mac(key, purpose, invitee, generation))) {
                    found = purpose;
                }
            }
        }
        return read.get().id().equals(invitee.value()) ? Optional.ofNullable(found) : Optional.empty();
    }

    private static byte[] mac(SecretKey key, LinkPurpose purpose, InviteeId invitee, int generation) {
        return LinkToken.mac(
                key,
                CONTEXT,
                ByteBuffer.allocate(1).put((byte) purpose.ordinal()).array(),
                LinkToken.bytes(invitee.value()),
                ByteBuffer.allocate(Integer.BYTES).putInt(generation).array());
    }
}
