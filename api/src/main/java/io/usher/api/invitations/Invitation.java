package io.usher.api.invitations;

import io.usher.contract.event.Grants;
import io.usher.contract.event.InvitationState;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invitation as it is kept.
 *
 * @param code what its link ends with; whoever knows it may try to accept
 * @param accepted uses of its quota, as the acceptance worker counts them
 * @param waitlisted how many people wait, as the acceptance worker counts them
 * @param invitees how many people are on it by name, as the database counts them
 * @param createdBy the caller who made it
 * @param version grows by one with every change
 * @param deletedAt null = not deleted
 */
public record Invitation(
        InvitationId id,
        String code,
        OrganizationId organization,
        Terms terms,
        InvitationGrants grants,
        int accepted,
        int waitlisted,
        int invitees,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt,
        long version) {

    /** How many more people it lets in; null = unlimited. */
    public @Nullable Integer remaining() {
        Integer quota = terms.quota();
        return quota == null ? null : Math.max(0, quota - accepted);
    }

    public boolean isDeleted() {
        return deletedAt != null;
    }

    /**
     * When personal links expire unless the invitation ends before: they can be used only once it is open.
     *
     * @param madeAt when they were made
     */
    public Instant linksExpireAt(Instant madeAt) {
        Instant opensAt = terms.opensAt();
        return (opensAt != null && opensAt.isAfter(madeAt) ? opensAt : madeAt).plus(AddingInvitees.LINKS_LAST);
    }

    /** When something ends that ends with the invitation at the latest. */
    public Instant earlierOfEndAnd(Instant end) {
        Instant over = terms.end();
        return over != null && over.isBefore(end) ? over : end;
    }

    boolean saysTheSameAs(Invitation other) {
        return terms.equals(other.terms) && grants.equals(other.grants);
    }

    public Invitation changed(Terms newTerms, InvitationGrants newGrants, Instant now) {
        return next(newTerms, newGrants, now, deletedAt);
    }

    Invitation deleted(Instant now) {
        return next(terms, grants, now, now);
    }

    private Invitation next(
            Terms newTerms, InvitationGrants newGrants, Instant newUpdatedAt, @Nullable Instant newDeletedAt) {
        return new Invitation(
                id,
                code,
                organization,
                newTerms,
                newGrants,
                accepted,
                waitlisted,
                invitees,
                createdBy,
                createdAt,
                newUpdatedAt,
                newDeletedAt,
                version + 1);
    }

    /** Shows the person no more. One that named nobody else stays for its invitees, and so admits nobody. */
    public Invitation without(String address, Instant now) {
        return changed(terms.withAddressees(terms.addressees().without(address)), grants, now);
    }

    /** What its events carry. */
    InvitationState toState() {
        Grants names = grants.names();
        return new InvitationState(
                id,
                organization,
                terms.name(),
                terms.description(),
                terms.addressees().mode(),
                terms.addressees().domains(),
                terms.addressees().named(),
                terms.opensAt(),
                terms.expiresAt(),
                terms.quota(),
                names.roles(),
                names.teams(),
                names.unit(),
                names.groups(),
                names.courses(),
                terms.accessExpiresAt(),
                terms.status(),
                terms.waitlist(),
                terms.sendEmails(),
                terms.locale(),
                createdAt,
                updatedAt,
                deletedAt,
                version);
    }
}
