package io.usher.api.invitations;

import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.admission.Admission;
import io.usher.contract.event.InvitationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an invitation says, apart from what it grants. All of it has been checked.
 *
 * @param opensAt null = open at once
 * @param expiresAt null = never; after {@code opensAt}
 * @param quota at least 1; null = unlimited
 * @param accessExpiresAt when the memberships that come of it end; null = never
 * @param waitlist whether people queue if it is full
 * @param sendEmails whether those who are named are sent the invitation mail
 * @param locale a BCP 47 tag; null = the organization's
 */
public record Terms(
        String name,
        @Nullable String description,
        Addressees addressees,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable Integer quota,
        @Nullable Instant accessExpiresAt,
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
                || !Objects.equals(accessExpiresAt, before.accessExpiresAt)
                || (before.quota != null && (quota == null || quota > before.quota));
    }

    /**
     * Ends the request with 422 if it would be over already.
     *
     * @param before what stays as it was may be over; null = there was nothing before
     */
    void requireToCome(@Nullable Terms before, Instant now) {
        List<FieldError> past = new ArrayList<>();
        if (isOver(expiresAt, before == null ? null : before.expiresAt, now)) {
            past.add(new FieldError("expiresAt", "must be in the future"));
        }
        if (isOver(accessExpiresAt, before == null ? null : before.accessExpiresAt, now)) {
            past.add(new FieldError("accessExpiresAt", "must be in the future"));
        }
        if (!past.isEmpty()) {
            throw Refusal.againstRule(
                    "in-the-past", "The invitation, or what it gives, would have expired already.", past);
        }
    }

    private static boolean isOver(@Nullable Instant end, @Nullable Instant before, Instant now) {
        return end != null && !end.isAfter(now) && !end.equals(before);
    }

    /** Since when it lets nobody in, as {@link Admission#end} has it; null = never. */
    public @Nullable Instant end() {
        return Admission.end(expiresAt, accessExpiresAt);
    }

    /** The same but for who is addressed. */
    Terms withAddressees(Addressees others) {
        return new Terms(
                name,
                description,
                others,
                opensAt,
                expiresAt,
                quota,
                accessExpiresAt,
                status,
                waitlist,
                sendEmails,
                locale);
    }

    public Terms withName(String other) {
        return new Terms(
                other,
                description,
                addressees,
                opensAt,
                expiresAt,
                quota,
                accessExpiresAt,
                status,
                waitlist,
                sendEmails,
                locale);
    }

    /** The same but for the switch. */
    public Terms withStatus(InvitationStatus other) {
        return new Terms(
                name,
                description,
                addressees,
                opensAt,
                expiresAt,
                quota,
                accessExpiresAt,
                other,
                waitlist,
                sendEmails,
                locale);
    }
}
