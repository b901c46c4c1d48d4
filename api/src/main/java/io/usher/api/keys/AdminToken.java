package io.usher.api.keys;

/**
 * The platform's key as it is configured.
 *
 * @param token empty where none is
 */
public record AdminToken(String token) {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;

    public AdminToken {
        if (!token.isEmpty() && !isUsable(token)) {
            throw new UnusableAdminToken(
                    "usher.admin-token (USHER_ADMIN_TOKEN): %d characters (expected %d to %d visible ASCII characters)"
                            .formatted(token.length(), SHORTEST, LONGEST));
        }
    }

    private static boolean isUsable(String token) {
        return token.length() >= SHORTEST
                && token.length() <= LONGEST
                && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    public boolean isSet() {
        return !token.isEmpty();
    }

    @Override
    public String toString() {
        return isSet() ? "a token" : "no token";
    }
}
