package io.usher.api.invitees;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A named person on an invitation, and how far they are.
 *
 * @param address in normal form
 * @param code of the invitation
 * @param linkExpiresAt when the personal link ends; null = never
 * @param generation of the personal link
 */
public record Invitee(
        InviteeId id,
        InvitationId invitation,
        OrganizationId organization,
        String code,
        String address,
        Named named,
        Mailed mailed,
        Progress progress,
        @Nullable AcceptanceId acceptance,
        String invitedBy,
        Instant invitedAt,
        @Nullable Instant linkExpiresAt,
        int generation) {

    /** @param email as typed */
    record Named(
            String email,
            @Nullable String firstName,
            @Nullable String lastName) {}

    /**
     * What is known of the mails to them.
     *
     * @param status of the newest one
     * @param reason why it did not arrive
     * @param at when one was sent last
     */
    record Mailed(
            String status,
            @Nullable String reason,
            @Nullable Instant at) {}
}
