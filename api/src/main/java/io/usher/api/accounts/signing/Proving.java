package io.usher.api.accounts.signing;

import io.usher.api.accounts.proofs.Proof;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.http.security.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who uses a proof.
 *
 * @param cookie what the page behind the link gave to the browser; null if it has none
 */
public record Proving(
        Proof proof, Browser browser, @Nullable KeyHash cookie) {}
