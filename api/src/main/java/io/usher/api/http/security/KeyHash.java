package io.usher.api.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a bearer token: all that is kept of it. A token has 256 random bits, so that a slow hash would add
 * nothing.
 */
public record KeyHash(String hex) {

    public static KeyHash of(String token) {
        try {
            return new KeyHash(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing (expected in every Java)", e);
        }
    }

    /** As it is stored. */
    public static KeyHash stored(byte[] bytes) {
        return new KeyHash(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return "the hash of a key";
    }
}
