package io.usher.contract.admission;

import static io.usher.contract.event.RejectionReason.INVITATION_DELETED;
import static io.usher.contract.event.RejectionReason.INVITATION_DISABLED;
import static io.usher.contract.event.RejectionReason.INVITATION_EXPIRED;
import static io.usher.contract.event.RejectionReason.INVITATION_NOT_OPEN;
import static io.usher.contract.event.RejectionReason.INVITEE_CANCELLED;
import static io.usher.contract.event.RejectionReason.NOT_INVITED;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.event.RejectionReason;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdmissionTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusMillis(1);
    private static final Audience SOME = new Audience(Set.of("corp.com"), true);

    private static final EmailAddress ADA =
            EmailAddress.parse("ada@example.com").orElseThrow();

    @Test
    void aPublicInvitationRefusesNobody() {
        assertThat(refusal(open(null, null))).isEmpty();
    }

    @Test
    void theInstantOfOpeningIsOpen() {
        assertThat(refusal(open(NOON, null))).isEmpty();
        assertThat(refusal(open(LATER, null))).contains(INVITATION_NOT_OPEN);
    }

    @Test
    void theInstantOfExpiryIsOver() {
        assertThat(refusal(open(null, NOON))).contains(INVITATION_EXPIRED);
        assertThat(refusal(open(null, LATER))).isEmpty();
    }

    @Test
    void anInvitationEndsWithTheAccessThatItGives() {
        assertThat(Admission.end(null, null)).isNull();
        assertThat(Admission.end(NOON, null)).isEqualTo(NOON);
        assertThat(Admission.end(null, NOON)).isEqualTo(NOON);
        assertThat(Admission.end(NOON, LATER)).isEqualTo(NOON);
        assertThat(Admission.end(LATER, NOON)).isEqualTo(NOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anyone@corp.com", "x@CORP.COM"})
    void everybodyInANamedDomainIsInvited(String email) {
        assertThat(refusal(admission(false, InvitationStatus.ENABLED, null, null), email))
                .isEmpty();
    }

    @Test
    void anInviteeIsInvitedFromWhateverDomain() {
        assertThat(to(SOME).refusal(ADA, Standing.INVITED, NOON)).isEmpty();
        assertThat(to(new Audience(Set.of(), true)).refusal(ADA, Standing.INVITED, NOON))
                .isEmpty();
    }

    @Test
    void anInvitationWithAddresseesIsNotPublicEvenIfNobodyIsLeft() {
        assertThat(to(new Audience(Set.of(), true)).refusal(ADA, Standing.STRANGER, NOON))
                .contains(NOT_INVITED);
    }

    /** They have a personal link and a progress: that makes nobody addressed. */
    @Test
    void inviteesOfAnInvitationWithoutAddresseesCountForNothing() {
        assertThat(to(new Audience(Set.of("corp.com"), false)).refusal(ADA, Standing.INVITED, NOON))
                .contains(NOT_INVITED);
        assertThat(to(Audience.EVERYBODY).refusal(ADA, Standing.STRANGER, NOON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.org", "x@evilcorp.com", "x@a.corp.com", "bob@example.com"})
    void nobodyElseIs(String email) {
        assertThat(refusal(admission(false, InvitationStatus.ENABLED, null, null), email))
                .contains(NOT_INVITED);
    }

    @Test
    void whoIsCancelledIsToldSoOnEveryKindOfInvitation() {
        assertThat(to(new Audience(Set.of(), true)).refusal(ADA, Standing.CANCELLED, NOON))
                .contains(INVITEE_CANCELLED);
        assertThat(to(new Audience(Set.of(ADA.domain()), false)).refusal(ADA, Standing.CANCELLED, NOON))
                .contains(INVITEE_CANCELLED);
        assertThat(to(Audience.EVERYBODY).refusal(ADA, Standing.CANCELLED, NOON))
                .contains(INVITEE_CANCELLED);
    }

    @Test
    void theFirstReasonInTheOrderOfTheChecksIsTold() {
        String nobody = "bob@example.com";
        assertThat(refusal(admission(true, InvitationStatus.DISABLED, LATER, NOON), nobody))
                .contains(INVITATION_DELETED);
        assertThat(refusal(admission(false, InvitationStatus.DISABLED, LATER, NOON), nobody))
                .contains(INVITATION_DISABLED);
        assertThat(refusal(admission(false, InvitationStatus.ENABLED, LATER, NOON), nobody))
                .contains(INVITATION_NOT_OPEN);
        assertThat(refusal(admission(false, InvitationStatus.ENABLED, NOON, NOON), nobody))
                .contains(INVITATION_EXPIRED);
        assertThat(refusal(admission(false, InvitationStatus.ENABLED, NOON, LATER), nobody))
                .contains(NOT_INVITED);
    }

    private static Admission to(Audience audience) {
        return new Admission(false, InvitationStatus.ENABLED, null, null, audience);
    }

    private static Admission open(@Nullable Instant opensAt, @Nullable Instant expiresAt) {
        return new Admission(false, InvitationStatus.ENABLED, opensAt, expiresAt, Audience.EVERYBODY);
    }

    private static Admission admission(
            boolean deleted, InvitationStatus status, @Nullable Instant opensAt, @Nullable Instant expiresAt) {
        return new Admission(deleted, status, opensAt, expiresAt, SOME);
    }

    private static Optional<RejectionReason> refusal(Admission admission) {
        return refusal(admission, "ada@example.com");
    }

    private static Optional<RejectionReason> refusal(Admission admission, String email) {
        return admission.refusal(EmailAddress.parse(email).orElseThrow(), Standing.STRANGER, NOON);
    }
}
