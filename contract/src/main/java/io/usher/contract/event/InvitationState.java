package io.usher.contract.event;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invitation as it was after a change. Its link and code are no part of it.
 *
 * @param domains whole domains whose people are invited, in normal form
 * @param addressees whether its invitees are invited; how many they are makes an event no longer. Public if neither
 *     domains nor addressees are
 * @param opensAt absent = open at once
 * @param expiresAt absent = never
 * @param quota absent = unlimited
 * @param waitlist whether people queue if it is full
 * @param roles names, as are {@code teams}, {@code unit}, {@code groups} and {@code courses}
 * @param accessExpiresAt when the memberships that come of it end; absent = never
 * @param version grows by one with every change; of two states the one with the higher version is the newer
 * @param deletedAt absent = not deleted
 */
public record InvitationState(
        InvitationId id,
        OrganizationId organization,
        String name,
        @Nullable String description,
        InvitationMode mode,
        List<String> domains,
        boolean addressees,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable Integer quota,
        List<String> roles,
        List<String> teams,
        @Nullable String unit,
        List<String> groups,
        List<String> courses,
        @Nullable Instant accessExpiresAt,
        InvitationStatus status,
        boolean waitlist,
        boolean sendEmails,
        @Nullable String locale,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt,
        long version) {}
