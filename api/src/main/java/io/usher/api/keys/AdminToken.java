package io.usher.api.keys;

import java.util.regex.Pattern;

/**
 * The platform's key as it is configured.
 *
 * @param token empty if none is
 */
public record AdminToken(String token) {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;

    /** RFC 6750 §2.1: what can be sent as a bearer token. */
    private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    public AdminToken {
        if (!token.isEmpty()) {
            if (token.length() < SHORTEST || token.length() > LONGEST) {
                throw unusable(token.length() + " characters");
            }
            if (token.chars().anyMatch(Character::isWhitespace)) {
                throw unusable("has white space in it");
            }
            if (!SENDABLE.matcher(token).matches()) {
                throw unusable("has a character where it cannot be");
            }
        }
    }

    /** @param flaw without the token: it ends up in logs */
    private static UnusableAdminToken unusable(String flaw) {
        return new UnusableAdminToken(
                "usher.admin-token (USHER_ADMIN_TOKEN): %s (expected %d to %d letters, digits and -._~+/, = only at the end)"
                        .formatted(flaw, SHORTEST, LONGEST));
    }

    public boolean isSet() {
        return !token.isEmpty();
    }

    @Override
    public String toString() {
        return isSet() ? "a token" : "no token";
    }
}
