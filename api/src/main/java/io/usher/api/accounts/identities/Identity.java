package io.usher.api.accounts.identities;

import io.usher.contract.id.AccountId;
import java.time.Instant;
import java.util.UUID;

/**
 * By what somebody signs in at an issuer.
 *
 * @param email as the issuer named it when it was linked; what it names since changes nothing
 */
public record Identity(UUID id, String issuer, AccountId account, String email, Instant usedAt) {

    @Override
    public String toString() {
        return "identity " + id;
    }
}
