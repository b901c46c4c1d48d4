package io.usher.api.acceptances;

import static io.usher.contract.event.RejectionReason.NOT_INVITED;
import static io.usher.contract.event.RejectionReason.QUOTA_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.RejectionReason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownInvitationTest {

    private final KnownInvitation ofADomain =
            TestInvitation.publicOne().onlyForDomains("example.com").known();

    @Test
    void ofItsQuotaAnEventSaysNothing() {
        assertThat(refusal(ofADomain, "ada@example.com")).isEmpty();
    }

    @Test
    void thatItIsFullIsTheLastReason() {
        assertThat(refusal(ofADomain.withFull(true), "ada@example.com")).contains(QUOTA_FULL);
        assertThat(refusal(ofADomain.withFull(true), "bob@example.org")).contains(NOT_INVITED);
    }

    @Test
    void anybodyMayBeAnAddressee() {
        KnownInvitation targeted = TestInvitation.publicOne().forItsInvitees().known();
        KnownInvitation mixed = TestInvitation.publicOne()
                .onlyForDomains("example.com")
                .forItsInvitees()
                .known();

        assertThat(refusal(targeted, "bob@example.org")).isEmpty();
        assertThat(refusal(mixed, "bob@example.org")).isEmpty();
        assertThat(refusal(mixed.withFull(true), "bob@example.org")).contains(QUOTA_FULL);
    }

    @Test
    void peopleMayQueueForAFullInvitationWithAWaitingList() {
        KnownInvitation waiting = TestInvitation.publicOne().withWaitlist().known();

        assertThat(refusal(waiting.withFull(true), "ada@example.com")).isEmpty();
    }

    private static Optional<RejectionReason> refusal(KnownInvitation invitation, String email) {
        return invitation.refusal(EmailAddress.parse(email).orElseThrow(), Instant.parse("2026-03-01T12:00:00Z"));
    }
}
