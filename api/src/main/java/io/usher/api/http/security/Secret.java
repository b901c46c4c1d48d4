package io.usher.api.http.security;

import java.security.SecureRandom;
import java.util.Base64;

/** A new bearer token: 256 random bits, with a prefix by which scanners for leaked secrets know it. */
public record Secret(String token) {

    private static final String PREFIX = "usher_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Secret create() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
