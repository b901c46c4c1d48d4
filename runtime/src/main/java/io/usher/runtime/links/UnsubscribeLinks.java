package io.usher.runtime.links;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.OrganizationId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks the tokens of links by which somebody ends the mails of an organization. A token is a MAC of the organization's
 * id and the address, and both of them encrypted, so that it works as long as the key is known, whatever is kept about the
 * person, and names nobody in the logs of proxies. The MAC is the initialization vector, too: equal tokens are of equal
 * content, and nothing else is to be seen of it but its length. In hexadecimal digits: mail programs cut links at other
 * characters. Thread-safe.
 */
public final class UnsubscribeLinks {

    private static final byte[] CONTEXT = "usher/unsubscribe-link/2".getBytes(US_ASCII);
    private static final byte[] OF_ENCRYPTION = "usher/unsubscribe-link/encryption/1".getBytes(US_ASCII);
    private static final String CIPHER = "AES/CTR/NoPadding";
    private static final HexFormat HEX = HexFormat.of();
    private static final int MAC_BYTES = 32;
    private static final int ID_BYTES = 16;
    private static final int IV_BYTES = 16;

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
        byte[] content = ByteBuffer.allocate(ID_BYTES + text.length)
                .put(LinkToken.bytes(organization.value()))
                .put(text)
                .array();
        byte[] mac = mac(keys.current(), content);
        return HEX.formatHex(mac) + HEX.formatHex(crypt(Cipher.ENCRYPT_MODE, keys.current(), mac, content));
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
        byte[] mac = Arrays.copyOf(token, MAC_BYTES);
        byte[] encrypted = Arrays.copyOfRange(token, MAC_BYTES, token.length);
        byte[] found = null;
        // All are tried, whichever fits: how long it takes tells nothing.
        for (SecretKey key : keys.all()) {
            byte[] content = crypt(Cipher.DECRYPT_MODE, key, mac, encrypted);
            if (MessageDigest.isEqual(mac, mac(key, content))) {
                found = content;
            }
        }
        return Optional.ofNullable(found).flatMap(UnsubscribeLinks::unsubscription);
    }

    private static Optional<Unsubscription> unsubscription(byte[] content) {
        ByteBuffer id = ByteBuffer.wrap(content, 0, ID_BYTES);
        OrganizationId organization = new OrganizationId(new UUID(id.getLong(), id.getLong()));
        return EmailAddress.parse(new String(content, ID_BYTES, content.length - ID_BYTES, UTF_8))
                .map(address -> new Unsubscription(organization, address.normal()));
    }

    private static byte[] mac(SecretKey key, byte[] content) {
        return LinkToken.mac(key, CONTEXT, content);
    }

    private static byte[] crypt(int mode, SecretKey key, byte[] mac, byte[] content) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(
                    mode,
                    new SecretKeySpec(LinkToken.mac(key, OF_ENCRYPTION), "AES"),
                    new IvParameterSpec(mac, 0, IV_BYTES));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(CIPHER + ": not available (every Java platform has it)", e);
        }
    }
}
