package io.usher.api.accounts.sessions;

import io.usher.api.http.security.Caller;
import io.usher.api.http.security.KeyHash;
import io.usher.api.http.security.KnownPerson;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a browser, as of some moments ago.
 *
 * @param session by which the session is stored
 * @param caller what they may do
 * @param locale the language that they have chosen; null = none
 */
public record SignedIn(
        KeyHash session,
        Caller caller,
        AccountId account,
        EmailAddress email,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String locale,
        boolean hasPassword,
        Instant authenticatedAt,
        Instant expiresAt)
        implements KnownPerson {

    @Override
    public Optional<EmailAddress> provenAddress() {
        return Optional.of(email);
    }

    /** Whether they signed in so shortly ago that they may change what it takes to sign in. */
    public boolean isRecentAt(Instant now) {
        return Caller.isRecent(authenticatedAt, now);
    }

    /** What to call them. */
    public String name() {
        String name = ((firstName == null ? "" : firstName) + " " + (lastName == null ? "" : lastName)).strip();
        return name.isEmpty() ? email.typed() : name;
    }

    /** Whether the console has anything for them. */
    public boolean runsSomething() {
        return caller.isPlatform()
                || caller.organizations().keySet().stream()
                        .anyMatch(one -> !caller.in(one).actions().isEmpty());
    }

    @Override
    public String toString() {
        return "a session of " + account;
    }
}
