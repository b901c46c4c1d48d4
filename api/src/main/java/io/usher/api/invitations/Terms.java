package io.usher.api.invitations;

import io.usher.contract.event.InvitationStatus;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an invitation says, apart from what it grants. All of it has been checked.
 *
 * @param opensAt null = open at once
 * @param expiresAt null = never; after {@code opensAt}
 * @param quota at least 1; null = unlimited
 * @param waitlist whether people queue if it is full
 * @param sendEmails whether those who are named are sent the invitation mail
 * @param locale a BCP 47 tag; null = English
 */
public record Terms(
        String name,
        @Nullable String description,
        Addressees addressees,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable Integer quota,
        InvitationStatus status,
        boolean waitlist,
        boolean sendEmails,
        @Nullable String locale) {

    /** Whether somebody may get in by these who would not by those. */
    boolean mayAdmitMoreThan(Terms before) {
        return !addressees.equals(before.addressees)
                || !Objects.equals(opensAt, before.opensAt)
                || !Objects.equals(expiresAt, before.expiresAt)
                || (status == InvitationStatus.ENABLED && before.status != status)
                || (before.quota != null && (quota == null || quota > before.quota));
    }

    /** The same but for who is addressed. */
    Terms withAddressees(Addressees others) {
        return new Terms(name, description, others, opensAt, expiresAt, quota, status, waitlist, sendEmails, locale);
    }

    /** The same but for the switch. */
    Terms withStatus(InvitationStatus other) {
        return new Terms(name, description, addressees, opensAt, expiresAt, quota, other, waitlist, sendEmails, locale);
    }
}
