package io.usher.runtime.links;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.OrganizationId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * Makes and checks the tokens of links by which somebody ends the mails of an organization. A token is the MAC, the organization's
 * id and the address, so that it works as long as the key is known, whatever is kept about the person. In hexadecimal digits:
 * mail programs cut links at other characters. Thread-safe.
 */
public final class UnsubscribeLinks {

    private static final byte[] CONTEXT = "usher/unsubscribe-link/1".getBytes(US_ASCII);
    private static final HexFormat HEX = HexFormat.of();
    private static final int MAC_BYTES = 32;
    private static final int ID_BYTES = 16;

    /** The longest address has 254 characters of at most three bytes each, in UTF-8. */
    private static final int MOST_BYTES = MAC_BYTES + ID_BYTES + 3 * 254;

    private final LinkKeys keys;

    public UnsubscribeLinks(LinkKeys keys) {
        this.keys = keys;
    }

    /**
     * What a genuine token was made for.
     *
     * @param address in normal form
     */
    public record Unsubscription(OrganizationId organization, String address) {}

    /**
     * The same for the same arguments, as long as the key is.
     *
     * @param address in normal form
     */
    public String token(OrganizationId organization, String address) {
        byte[] text = address.getBytes(UTF_8);
        return HEX.formatHex(ByteBuffer.allocate(MAC_BYTES + ID_BYTES + text.length)
                .put(mac(keys.current(), organization, text))
                .put(LinkToken.bytes(organization.value()))
                .put(text)
                .array());
    }

    /** Empty unless we made the token, with a key that is known. */
    public Optional<Unsubscription> read(String token) {
        return decoded(token).flatMap(this::genuine);
    }

    private static Optional<byte[]> decoded(String token) {
        if (token.length() > 2 * MOST_BYTES || token.length() <= 2 * (MAC_BYTES + ID_BYTES)) {
            return Optional.empty();
        }
        try {
            return Optional.of(HEX.parseHex(token));
        } catch (IllegalArgumentException notHexadecimal) {
            return Optional.empty();
        }
    }

    private Optional<Unsubscription> genuine(byte[] token) {
        ByteBuffer buffer = ByteBuffer.wrap(token, MAC_BYTES, ID_BYTES);
        OrganizationId organization = new OrganizationId(new UUID(buffer.getLong(), buffer.getLong()));
        byte[] mac = Arrays.copyOf(token, MAC_BYTES);
        byte[] text = Arrays.copyOfRange(token, MAC_BYTES + ID_BYTES, token.length);
        boolean genuine = false;
        // All are tried, whichever fits: how long it takes tells nothing.
        for (SecretKey key : keys.all()) {
            genuine |= MessageDigest.isEqual(mac, mac(key, organization, text));
        }
        return genuine
                ? EmailAddress.parse(new String(text, UTF_8))
                        .map(address -> new Unsubscription(organization, address.normal()))
                : Optional.empty();
    }

    private static byte[] mac(SecretKey key, OrganizationId organization, byte[] address) {
        return LinkToken.mac(key, CONTEXT, LinkToken.bytes(organization.value()), address);
    }
}
