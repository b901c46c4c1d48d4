package io.usher.api.http.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A request that its caller may send again. All parts are Base64.
 *
 * @param caller who sent it
 * @param keyHash of the Idempotency-Key
 * @param fingerprint of method, path and body
 * @param sealingContext of caller and Idempotency-Key: what, besides a secret, its answer is sealed with; not kept
 */
public record RepeatableRequest(String caller, String keyHash, String fingerprint, String sealingContext) {

    /** @param request whatever tells two requests apart */
    public static RepeatableRequest of(String caller, String idempotencyKey, String request) {
        return new RepeatableRequest(
                caller,
                sha256(idempotencyKey),
                sha256(request),
                sha256("seal " + caller.length() + ":" + caller + idempotencyKey));
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing (expected in every Java)", e);
        }
    }

    @Override
    public String toString() {
        return "a repeatable request of " + caller;
    }
}
