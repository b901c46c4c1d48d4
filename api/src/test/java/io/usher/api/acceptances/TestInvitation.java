package io.usher.api.acceptances;

import io.usher.contract.event.InvitationMode;
import io.usher.contract.event.InvitationState;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Invitations to try things with. */
public record TestInvitation(
        InvitationId id,
        OrganizationId organization,
        List<String> domains,
        boolean addressees,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable Integer quota,
        InvitationStatus status,
        boolean waitlist,
        @Nullable Instant deletedAt,
        long version) {

    public static TestInvitation publicOne() {
        return new TestInvitation(
                new InvitationId(UUID.randomUUID()),
                new OrganizationId(UUID.randomUUID()),
                List.of(),
                false,
                null,
                null,
                null,
                InvitationStatus.ENABLED,
                false,
                null,
                1);
    }

    public TestInvitation of(OrganizationId owner) {
        return new TestInvitation(
                id, owner, domains, addressees, opensAt, expiresAt, quota, status, waitlist, deletedAt, version);
    }

    /** Whole domains, in normal form. */
    public TestInvitation onlyForDomains(String... names) {
        return new TestInvitation(
                id,
                organization,
                List.of(names),
                addressees,
                opensAt,
                expiresAt,
                quota,
                status,
                waitlist,
                deletedAt,
                version);
    }

    public TestInvitation forItsInvitees() {
        return new TestInvitation(
                id, organization, domains, true, opensAt, expiresAt, quota, status, waitlist, deletedAt, version);
    }

    public TestInvitation withWaitlist() {
        return new TestInvitation(
                id, organization, domains, addressees, opensAt, expiresAt, quota, status, true, deletedAt, version);
    }

    public TestInvitation openFrom(Instant time) {
        return new TestInvitation(
                id, organization, domains, addressees, time, expiresAt, quota, status, waitlist, deletedAt, version);
    }

    public TestInvitation until(Instant time) {
        return new TestInvitation(
                id, organization, domains, addressees, opensAt, time, quota, status, waitlist, deletedAt, version);
    }

    public TestInvitation withQuota(int seats) {
        return new TestInvitation(
                id, organization, domains, addressees, opensAt, expiresAt, seats, status, waitlist, deletedAt, version);
    }

    public TestInvitation disabled() {
        return new TestInvitation(
                id,
                organization,
                domains,
                addressees,
                opensAt,
                expiresAt,
                quota,
                InvitationStatus.DISABLED,
                waitlist,
                deletedAt,
                version);
    }

    public TestInvitation enabled() {
        return new TestInvitation(
                id,
                organization,
                domains,
                addressees,
                opensAt,
                expiresAt,
                quota,
                InvitationStatus.ENABLED,
                waitlist,
                deletedAt,
                version);
    }

    public TestInvitation deletedAt(Instant time) {
        return new TestInvitation(
                id, organization, domains, addressees, opensAt, expiresAt, quota, status, waitlist, time, version);
    }

    public TestInvitation inVersion(long number) {
        return new TestInvitation(
                id, organization, domains, addressees, opensAt, expiresAt, quota, status, waitlist, deletedAt, number);
    }

    public InvitationState state() {
        return new InvitationState(
                id,
                organization,
                "Challenge",
                null,
                mode(),
                domains,
                addressees,
                opensAt,
                expiresAt,
                quota,
                List.of("learner"),
                List.of(),
                null,
                List.of(),
                List.of(),
                status,
                waitlist,
                false,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                deletedAt,
                version);
    }

    private InvitationMode mode() {
        if (domains.isEmpty()) {
            return addressees ? InvitationMode.TARGETED : InvitationMode.PUBLIC;
        }
        return addressees ? InvitationMode.MIXED : InvitationMode.DOMAIN;
    }

    public KnownInvitation known() {
        return KnownInvitation.of(state());
    }
}
