package io.usher.api.acceptances;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.admission.Standing;
import io.usher.contract.event.InvitationState;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * As much of an invitation as it takes to refuse somebody. Its addressees are not known here: whether one of them asks
 * is left to the acceptance worker.
 *
 * @param waitlist whether people queue if it is full, so that nobody is refused for that
 * @param full whether the whole quota was used when last heard of
 * @param version of two states the one with the higher version is the newer
 */
public record KnownInvitation(
        InvitationId id,
        OrganizationId organization,
        Admission admission,
        boolean waitlist,
        boolean full,
        long version) {

    /** Of the use of its quota an event says nothing: not full until proven otherwise. */
    public static KnownInvitation of(InvitationState state) {
        return new KnownInvitation(
                state.id(),
                state.organization(),
                new Admission(
                        state.deletedAt() != null,
                        state.status(),
                        state.opensAt(),
                        Admission.end(state.expiresAt(), state.accessExpiresAt()),
                        new Audience(Set.copyOf(state.domains()), state.addressees())),
                state.waitlist(),
                false,
                state.version());
    }

    /**
     * Why this person would certainly not get in at that time; the first reason of {@link RejectionReason} that holds,
     * supposing that whoever may be an addressee is one, and that nobody was taken off.
     */
    public Optional<RejectionReason> refusal(EmailAddress address, Instant now) {
        return admission
                .refusal(address, Standing.INVITED, now)
                .or(() -> full && !waitlist ? Optional.of(RejectionReason.QUOTA_FULL) : Optional.empty());
    }

    /** The reason that holds at every moment of the range; empty if it depends on the exact time. */
    public Optional<RejectionReason> refusal(EmailAddress address, TimeRange present) {
        return refusal(address, present.earliest())
                .filter(reason -> refusal(address, present.latest()).equals(Optional.of(reason)));
    }

    public KnownInvitation withFull(boolean nowFull) {
        return new KnownInvitation(id, organization, admission, waitlist, nowFull, version);
    }
}
