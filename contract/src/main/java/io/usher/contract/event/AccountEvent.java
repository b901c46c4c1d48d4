package io.usher.contract.event;

import io.usher.contract.id.AccountId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.id.ProofId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something happened to an account, or to an address that may become one. The key is the account or the proof. */
public sealed interface AccountEvent extends Event {

    /** As typed. */
    String email();

    /** The language of mails; null = English. */
    @Nullable String locale();

    @Override
    default String subject() {
        return key();
    }

    /** Somebody proved an address that had no account. */
    record AccountCreated(
            AccountId account,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String locale,
            Instant at)
            implements AccountEvent {

        @Override
        public String key() {
            return account.toString();
        }
    }

    /**
     * An account got another password, or its first one some time after it was created. All its sessions have ended but the
     * one in which that was done.
     */
    record AccountPasswordChanged(
            AccountId account,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String locale,
            Instant at)
            implements AccountEvent {

        @Override
        public String key() {
            return account.toString();
        }
    }

    /** Somebody's account is no more, at their own wish. They have left all organizations before. */
    record AccountDeleted(
            AccountId account,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String locale,
            Instant at)
            implements AccountEvent {

        @Override
        public String key() {
            return account.toString();
        }
    }

    /** From now on whoever has an identity at an OpenID Connect issuer signs in to the account with it. */
    record AccountIdentityLinked(
            AccountId account,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String locale,
            String issuer,
            Instant at)
            implements AccountEvent {

        @Override
        public String key() {
            return account.toString();
        }
    }

    /** An identity at an OpenID Connect issuer no longer signs in to the account. */
    record AccountIdentityUnlinked(
            AccountId account, String email, @Nullable String locale, String issuer, Instant at)
            implements AccountEvent {

        @Override
        public String key() {
            return account.toString();
        }
    }

    /**
     * Somebody says that an address is theirs. A link that is mailed there proves it.
     *
     * @param organization whose invitation it is for; null if it is for none
     * @param invitation that is to be accepted; null if it is for none
     * @param known whether the address has an account
     * @param expiresAt when the link ends
     */
    record AccountProofRequested(
            ProofId proof,
            ProofPurpose purpose,
            String email,
            @Nullable String locale,
            @Nullable OrganizationId organization,
            @Nullable InvitationId invitation,
            boolean known,
            Instant expiresAt,
            Instant at)
            implements AccountEvent {

        @Override
        public String key() {
            return proof.toString();
        }
    }
}
