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
public record InvitationFixture(
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

    public static InvitationFixture publicOne() {
        return new InvitationFixture(
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

    public InvitationFixture of(OrganizationId owner) {
        return new InvitationFixture(
                id, owner, domains, addressees, opensAt, expiresAt, quota, status, waitlist, deletedAt, version);
    }

    /** Whole domains, in normal form. */
    public InvitationFixture onlyForDomains(String... names) {
        return new InvitationFixture(
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

    public InvitationFixture forItsInvitees() {
        return new InvitationFixture(
                id, organization, domains, true, opensAt, expiresAt, quota, status, waitlist, deletedAt, version);
    }

    public InvitationFixture withWaitlist() {
        return new InvitationFixture(
                id, organization, domains, addressees, opensAt, expiresAt, quota, status, true, deletedAt, version);
    }

    public InvitationFixture openFrom(Instant time) {
        return new InvitationFixture(
                id, organization, domains, addressees, time, expiresAt, quota, status, waitlist, deletedAt, version);
    }

    public InvitationFixture until(Instant time) {
        return new InvitationFixture(
                id, organization, domains, addressees, opensAt, time, quota, status, waitlist, deletedAt, version);
    }

    public InvitationFixture withQuota(int seats) {
        return new InvitationFixture(
                id, organization, domains, addressees, opensAt, expiresAt, seats, status, waitlist, deletedAt, version);
    }

    public InvitationFixture disabled() {
        return new InvitationFixture(
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

    public InvitationFixture enabled() {
        return new InvitationFixture(
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

    public InvitationFixture deletedAt(Instant time) {
        return new InvitationFixture(
                id, organization, domains, addressees, opensAt, expiresAt, quota, status, waitlist, time, version);
    }

    public InvitationFixture inVersion(long number) {
        return new InvitationFixture(
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
