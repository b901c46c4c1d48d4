package io.usher.api.acceptances;

import io.usher.contract.event.InvitationMode;
import io.usher.contract.event.InvitationState;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An invitation for tests. Each change makes a copy with the same id. */
public final class TestInvitation {

    private final InvitationId id;
    private OrganizationId organization;
    private List<String> domains = List.of();
    private boolean addressees;
    private @Nullable Instant opensAt;
    private @Nullable Instant expiresAt;
    private @Nullable Integer quota;
    private InvitationStatus status = InvitationStatus.ENABLED;
    private boolean waitlist;
    private @Nullable Instant deletedAt;
    private long version = 1;

    private TestInvitation(InvitationId id, OrganizationId organization) {
        this.id = id;
        this.organization = organization;
    }

    public static TestInvitation publicOne() {
        return new TestInvitation(new InvitationId(UUID.randomUUID()), new OrganizationId(UUID.randomUUID()));
    }

    private TestInvitation with(Consumer<TestInvitation> change) {
        TestInvitation copy = new TestInvitation(id, organization);
        copy.domains = domains;
        copy.addressees = addressees;
        copy.opensAt = opensAt;
        copy.expiresAt = expiresAt;
        copy.quota = quota;
        copy.status = status;
        copy.waitlist = waitlist;
        copy.deletedAt = deletedAt;
        copy.version = version;
        change.accept(copy);
        return copy;
    }

    public TestInvitation of(OrganizationId owner) {
        return with(copy -> copy.organization = owner);
    }

    /** Whole domains, in normal form. */
    public TestInvitation onlyForDomains(String... names) {
        return with(copy -> copy.domains = List.of(names));
    }

    public TestInvitation forItsInvitees() {
        return with(copy -> copy.addressees = true);
    }

    public TestInvitation withWaitlist() {
        return with(copy -> copy.waitlist = true);
    }

    public TestInvitation openFrom(Instant time) {
        return with(copy -> copy.opensAt = time);
    }

    public TestInvitation until(Instant time) {
        return with(copy -> copy.expiresAt = time);
    }

    public TestInvitation withQuota(int seats) {
        return with(copy -> copy.quota = seats);
    }

    public TestInvitation disabled() {
        return with(copy -> copy.status = InvitationStatus.DISABLED);
    }

    public TestInvitation enabled() {
        return with(copy -> copy.status = InvitationStatus.ENABLED);
    }

    public TestInvitation deletedAt(Instant time) {
        return with(copy -> copy.deletedAt = time);
    }

    public TestInvitation inVersion(long number) {
        return with(copy -> copy.version = number);
    }

    public InvitationId id() {
        return id;
    }

    public OrganizationId organization() {
        return organization;
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
                null,
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
