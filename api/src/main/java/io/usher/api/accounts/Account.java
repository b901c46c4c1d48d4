package io.usher.api.accounts;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * A person whose address was proven.
 *
 * @param locale the language of their mails; null = English
 * @param passwordHash null = none was chosen yet
 */
public record Account(
        AccountId id,
        EmailAddress email,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String locale,
        @Nullable String passwordHash) {

    /** Without the hash: records end up in logs. */
    @Override
    public String toString() {
        return "account " + id;
    }
}
