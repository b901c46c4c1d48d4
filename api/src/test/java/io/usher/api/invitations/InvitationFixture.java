package io.usher.api.invitations;

import io.usher.api.http.problem.FieldChecks;
import io.usher.api.invitations.InvitationGrants.Granted;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Invitations to begin a test with. */
public record InvitationFixture(Terms terms, int accepted) {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    public static InvitationFixture publicOne() {
        return to();
    }

    static InvitationFixture to(String... emails) {
        Addressees addressees =
                Addressees.EVERYBODY.changedTo(new FieldChecks(), new ArrayList<>(List.of(emails)), null);
        return new InvitationFixture(
                new Terms(
                        "Challenge",
                        null,
                        addressees,
                        null,
                        null,
                        null,
                        null,
                        InvitationStatus.ENABLED,
                        false,
                        true,
                        null),
                0);
    }

    InvitationFixture withoutMails() {
        return new InvitationFixture(
                new Terms(
                        terms.name(),
                        terms.description(),
                        terms.addressees(),
                        terms.opensAt(),
                        terms.expiresAt(),
                        terms.quota(),
                        null,
                        terms.status(),
                        terms.waitlist(),
                        false,
                        terms.locale()),
                accepted);
    }

    public InvitationFixture describedAs(String description) {
        return new InvitationFixture(
                new Terms(
                        terms.name(),
                        description,
                        terms.addressees(),
                        terms.opensAt(),
                        terms.expiresAt(),
                        terms.quota(),
                        null,
                        terms.status(),
                        terms.waitlist(),
                        terms.sendEmails(),
                        terms.locale()),
                accepted);
    }

    InvitationFixture withQuota(int quota) {
        return with(terms.opensAt(), terms.expiresAt(), quota, terms.status(), accepted);
    }

    InvitationFixture withAccepted(int people) {
        return new InvitationFixture(terms, people);
    }

    InvitationFixture opening(Instant at) {
        return with(at, terms.expiresAt(), terms.quota(), terms.status(), accepted);
    }

    InvitationFixture expiring(Instant at) {
        return with(terms.opensAt(), at, terms.quota(), terms.status(), accepted);
    }

    InvitationFixture switchedOff() {
        return new InvitationFixture(terms.withStatus(InvitationStatus.DISABLED), accepted);
    }

    private InvitationFixture with(
            @Nullable Instant opensAt,
            @Nullable Instant expiresAt,
            @Nullable Integer quota,
            InvitationStatus status,
            int people) {
        return new InvitationFixture(
                new Terms(
                        terms.name(),
                        terms.description(),
                        terms.addressees(),
                        opensAt,
                        expiresAt,
                        quota,
                        null,
                        status,
                        terms.waitlist(),
                        terms.sendEmails(),
                        terms.locale()),
                people);
    }

    public Invitation deleted() {
        return invitation().deleted(NOON);
    }

    public Invitation invitation() {
        return new Invitation(
                new InvitationId(new UUID(1, 1)),
                "code",
                new OrganizationId(new UUID(2, 2)),
                terms,
                new InvitationGrants(List.of(new Granted(new UUID(3, 3), GrantKind.ROLE, "learner", false))),
                accepted,
                0,
                terms.addressees().first().size(),
                "key:1",
                NOON,
                NOON,
                null,
                1);
    }
}
