package io.usher.runtime.links;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** What stands in a link: an id, and a MAC that shows that we made it. */
record LinkToken(UUID id, byte[] mac) {

    private static final String ALGORITHM = "HmacSHA256";

    private static final int ID_BYTES = 16;
    private static final int MAC_BYTES = 32;
    private static final int BYTES = ID_BYTES + MAC_BYTES;

    /** Letters and digits only: mail programs cut links at other characters. */
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());

    /** As many characters as the largest token takes; shorter ones are filled up. */
    private static final int LENGTH = 65;

    /** Empty if it can be no token. Whether the MAC is right is not known then. */
    static Optional<LinkToken> read(String token) {
        return decoded(token).map(bytes -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new LinkToken(
                    new UUID(buffer.getLong(), buffer.getLong()), Arrays.copyOfRange(bytes, ID_BYTES, BYTES));
        });
    }

    String text() {
        byte[] bytes = ByteBuffer.allocate(BYTES).put(bytes(id)).put(mac).array();
        char[] text = new char[LENGTH];
        BigInteger rest = new BigInteger(1, bytes);
        for (int i = LENGTH - 1; i >= 0; i--) {
            BigInteger[] divided = rest.divideAndRemainder(BASE);
            text[i] = ALPHABET.charAt(divided[1].intValue());
            rest = divided[0];
        }
        return new String(text);
    }

    /** Of all parts, one after the other: each but one must have a fixed length. */
    static byte[] mac(SecretKey key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + ": not available (every Java platform has it)", e);
        }
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static Optional<byte[]> decoded(String token) {
        if (token.length() != LENGTH) {
            return Optional.empty();
        }
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < LENGTH; i++) {
            int digit = ALPHABET.indexOf(token.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        if (number.bitLength() > BYTES * Byte.SIZE) {
            return Optional.empty();
        }
        byte[] significant = number.toByteArray();
        byte[] bytes = new byte[BYTES];
        int length = Math.min(significant.length, BYTES); // A sign may be in front.
        System.arraycopy(significant, significant.length - length, bytes, BYTES - length, length);
        return Optional.of(bytes);
    }

    /** Without the MAC: records end up in logs. */
    @Override
    public String toString() {
        return "a token of " + id;
    }
}
