package io.usher.api.accounts.proofs;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.ProofId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an address is somebody's, if they have the link that is mailed there.
 *
 * @param invitation that is to be accepted; null = none
 * @param locale the language of their mails; null = English
 */
public record Proof(
        ProofId id,
        ProofPurpose purpose,
        EmailAddress email,
        @Nullable InvitationId invitation,
        @Nullable String locale,
        Instant expiresAt,
        boolean used) {

    private static final Duration FOR_NOW = Duration.ofMinutes(30);

    /** Mail of people whom a server sees for the first time comes late. */
    private static final Duration FOR_THE_DAY = Duration.ofHours(24);

    static Duration lifetime(ProofPurpose purpose) {
        return switch (purpose) {
            case JOIN -> FOR_THE_DAY;
            case SIGN_IN, PASSWORD, LINK_IDENTITY -> FOR_NOW;
        };
    }

    public boolean isGoodAt(Instant now) {
        return !used && now.isBefore(expiresAt);
    }
}
