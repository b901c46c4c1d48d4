package io.usher.standalone;

import java.util.List;
import java.util.stream.Stream;

/**
 * Tells a person where to sign in and as whom, and which key the API accepts.
 *
 * @param firstKeyIsValid whether the key that the API has created at the first start is valid: a token in the settings
 *     revokes it
 */
record SigningIn(Settings settings, FirstSecret firstKey, FirstSecret firstPassword, boolean firstKeyIsValid) {

    /** Contains the first password and the first key if they have not been shown yet. */
    List<String> lines() {
        return Stream.concat(ofPeople().stream(), ofPrograms().stream()).toList();
    }

    private List<String> ofPeople() {
        String password = firstPassword.wasGiven()
                ? "    with the password in USHER_ADMIN_PASSWORD"
                : firstPassword
                        .unshown()
                        .map(made -> "    with this password, made now and shown this once: " + made)
                        .orElse("    with its password (lost? set USHER_ADMIN_PASSWORD to a new one)");
        return List.of(
                "Sign in at %s/sign-in as %s"
                        .formatted(settings.publicUrl(), settings.adminEmail().typed()),
                password);
    }

    private List<String> ofPrograms() {
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
        return "    curl -H \"Authorization: Bearer %s\" %s/api/v1/organizations"
                .formatted(token, settings.publicUrl());
    }

    /** Omits the secrets: records are logged. */
    @Override
    public String toString() {
        return "SigningIn[%s]".formatted(settings);
    }
}
