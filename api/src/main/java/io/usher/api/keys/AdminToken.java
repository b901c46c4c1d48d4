package io.usher.api.keys;

import java.util.regex.Pattern;

/**
 * The platform's key as it is configured.
 *
 * @param token empty where none is
 */
public record AdminToken(String token) {

    /** RFC 6750 §2.1: what can be sent as a bearer token. */
    private static final Pattern USABLE = Pattern.compile("(?=.{16,512}$)[A-Za-z0-9._~+/-]+=*");

    public AdminToken {
        if (!token.isEmpty() && !USABLE.matcher(token).matches()) {
            throw new UnusableAdminToken(
                    "usher.admin-token (USHER_ADMIN_TOKEN): %d characters (expected 16 to 512 letters, digits and -._~+/, = only at the end)"
                            .formatted(token.length()));
        }
    }

    public boolean isSet() {
        return !token.isEmpty();
    }

    @Override
    public String toString() {
        return isSet() ? "a token" : "no token";
    }
}
