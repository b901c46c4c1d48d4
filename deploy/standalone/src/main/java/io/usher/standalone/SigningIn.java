package io.usher.standalone;

import java.util.List;

/**
 * Tells a person which key the API accepts.
 *
 * @param firstKeyIsValid whether the key that the API has created at the first start is valid: a token in the settings
 *     revokes it
 */
record SigningIn(String publicUrl, FirstKey firstKey, boolean firstKeyIsValid) {

    /** Contains the first key if it has not been shown yet. */
    List<String> lines() {
        if (firstKey.wasGiven()) {
            return List.of("Sign in to the API with the key in USHER_ADMIN_TOKEN:", call("$USHER_ADMIN_TOKEN"));
        }
        return firstKey.unshown()
                .map(secret -> List.of(
                        "Sign in to the API with the platform's first key, made now and shown this once:",
                        call(secret)))
                .orElseGet(this::withoutSecret);
    }

    private List<String> withoutSecret() {
        return firstKeyIsValid
                ? List.of(
                        "Sign in to the API with the key that the first start showed (lost? set USHER_ADMIN_TOKEN to a new one):",
                        call("$KEY"))
                : List.of(
                        "The platform's first key was replaced or revoked. To sign in to the API, start with USHER_ADMIN_TOKEN",
                        "set: to the token that it was set to before, or to a new one.");
    }

    private String call(String token) {
        return "    curl -H \"Authorization: Bearer %s\" %s/api/v1/organizations".formatted(token, publicUrl);
    }

    /** Omits the key: records are logged. */
    @Override
    public String toString() {
        return "SigningIn[%s]".formatted(firstKey);
    }
}
