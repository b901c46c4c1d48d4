package io.usher.api.accepting;

import static io.usher.contract.event.RejectionReason.INVITATION_DELETED;
import static io.usher.contract.event.RejectionReason.INVITATION_DISABLED;
import static io.usher.contract.event.RejectionReason.INVITATION_EXPIRED;
import static io.usher.contract.event.RejectionReason.INVITATION_NOT_OPEN;
import static io.usher.contract.event.RejectionReason.NOT_INVITED;
import static io.usher.contract.event.RejectionReason.QUOTA_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.RejectionReason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownInvitationTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aPublicInvitationRefusesNobody() {
        assertThat(refusal(InvitationFixture.publicOne())).isEmpty();
    }

    @Test
    void theInstantOfOpeningIsOpen() {
        assertThat(refusal(InvitationFixture.publicOne().openFrom(NOON))).isEmpty();
        assertThat(refusal(InvitationFixture.publicOne().openFrom(NOON.plusMillis(1))))
                .contains(INVITATION_NOT_OPEN);
    }

    @Test
    void theInstantOfExpiryIsOver() {
        assertThat(refusal(InvitationFixture.publicOne().until(NOON))).contains(INVITATION_EXPIRED);
        assertThat(refusal(InvitationFixture.publicOne().until(NOON.plusMillis(1))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADA@Example.com", "anyone@corp.com", "x@CORP.COM"})
    void whoIsNamedOrInANamedDomainIsInvited(String email) {
        InvitationFixture invitation = InvitationFixture.publicOne().onlyFor("ada@example.com", "*@corp.com");
        assertThat(refusal(invitation.known(), email)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.org", "x@evilcorp.com", "x@a.corp.com", "bob@example.com"})
    void nobodyElseIs(String email) {
        InvitationFixture invitation = InvitationFixture.publicOne().onlyFor("ada@example.com", "*@corp.com");
        assertThat(refusal(invitation.known(), email)).contains(NOT_INVITED);
    }

    @Test
    void theFirstReasonInTheOrderOfTheChecksIsTold() {
        InvitationFixture wrong = InvitationFixture.publicOne()
                .onlyFor("ada@example.com")
                .until(NOON)
                .openFrom(NOON.plusSeconds(1))
                .disabled()
                .deletedAt(NOON);
        assertThat(refusal(wrong.known().withFull(true), "bob@example.com")).contains(INVITATION_DELETED);
        assertThat(refusal(notDeleted(wrong).known().withFull(true), "bob@example.com"))
                .contains(INVITATION_DISABLED);
        assertThat(refusal(notDeleted(wrong).enabled().known().withFull(true), "bob@example.com"))
                .contains(INVITATION_NOT_OPEN);
        assertThat(refusal(notDeleted(wrong).enabled().openFrom(NOON).known().withFull(true), "bob@example.com"))
                .contains(INVITATION_EXPIRED);
        InvitationFixture open = notDeleted(wrong).enabled().openFrom(NOON).until(NOON.plusSeconds(1));
        assertThat(refusal(open.known().withFull(true), "bob@example.com")).contains(NOT_INVITED);
        assertThat(refusal(open.known().withFull(true), "ada@example.com")).contains(QUOTA_FULL);
    }

    private static InvitationFixture notDeleted(InvitationFixture fixture) {
        return InvitationFixture.publicOne()
                .onlyFor("ada@example.com")
                .until(NOON)
                .openFrom(NOON.plusSeconds(1))
                .disabled()
                .of(fixture.organization());
    }

    private static Optional<RejectionReason> refusal(InvitationFixture invitation) {
        return refusal(invitation.known(), "ada@example.com");
    }

    private static Optional<RejectionReason> refusal(KnownInvitation invitation, String email) {
        return invitation.refusal(EmailAddress.parse(email).orElseThrow(), NOON);
    }
}
