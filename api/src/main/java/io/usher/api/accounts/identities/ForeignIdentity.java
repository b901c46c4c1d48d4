package io.usher.api.accounts.identities;

import io.usher.contract.address.EmailAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has just signed in at an issuer, as that says.
 *
 * @param provider by its name in the settings
 * @param subject who they are there, for good
 * @param email as it says now; null = it says none that mail could be sent to
 * @param isBelieved whether the address is theirs because the issuer says so
 */
public record ForeignIdentity(
        String provider,
        String issuer,
        String subject,
        @Nullable String email,
        boolean isBelieved,
        @Nullable String firstName,
        @Nullable String lastName) {

    public Optional<EmailAddress> address() {
        return Optional.ofNullable(email).flatMap(EmailAddress::parse);
    }

    /** Without the person: records end up in logs. */
    @Override
    public String toString() {
        return "an identity at " + issuer;
    }
}
