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
        List<String> emails,
        @Nullable Instant opensAt,
        @Nullable Instant expiresAt,
        @Nullable Integer quota,
        InvitationStatus status,
        @Nullable Instant deletedAt,
        long version) {

    public static InvitationFixture publicOne() {
        return new InvitationFixture(
                new InvitationId(UUID.randomUUID()),
                new OrganizationId(UUID.randomUUID()),
                List.of(),
                null,
                null,
                null,
                InvitationStatus.ENABLED,
                null,
                1);
    }

    public InvitationFixture of(OrganizationId owner) {
        return new InvitationFixture(id, owner, emails, opensAt, expiresAt, quota, status, deletedAt, version);
    }

    public InvitationFixture onlyFor(String... emailsAndPatterns) {
        return new InvitationFixture(
                id, organization, List.of(emailsAndPatterns), opensAt, expiresAt, quota, status, deletedAt, version);
    }

    public InvitationFixture openFrom(Instant time) {
        return new InvitationFixture(id, organization, emails, time, expiresAt, quota, status, deletedAt, version);
    }

    public InvitationFixture until(Instant time) {
        return new InvitationFixture(id, organization, emails, opensAt, time, quota, status, deletedAt, version);
    }

    public InvitationFixture withQuota(int seats) {
        return new InvitationFixture(id, organization, emails, opensAt, expiresAt, seats, status, deletedAt, version);
    }

    public InvitationFixture disabled() {
        return new InvitationFixture(
                id, organization, emails, opensAt, expiresAt, quota, InvitationStatus.DISABLED, deletedAt, version);
    }

    public InvitationFixture enabled() {
        return new InvitationFixture(
                id, organization, emails, opensAt, expiresAt, quota, InvitationStatus.ENABLED, deletedAt, version);
    }

    public InvitationFixture deletedAt(Instant time) {
        return new InvitationFixture(id, organization, emails, opensAt, expiresAt, quota, status, time, version);
    }

    public InvitationFixture inVersion(long number) {
        return new InvitationFixture(id, organization, emails, opensAt, expiresAt, quota, status, deletedAt, number);
    }

    public InvitationState state() {
        return new InvitationState(
                id,
                organization,
                "Challenge",
                null,
                emails.isEmpty() ? InvitationMode.PUBLIC : InvitationMode.MIXED,
                emails,
                opensAt,
                expiresAt,
                quota,
                List.of("learner"),
                List.of(),
                null,
                List.of(),
                List.of(),
                status,
                false,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                deletedAt,
                version);
    }

    public KnownInvitation known() {
        return KnownInvitation.of(state());
    }
}
