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

    private final KnownInvitation invitation =
            InvitationFixture.publicOne().onlyFor("ada@example.com").known();

    @Test
    void ofItsQuotaAnEventSaysNothing() {
        assertThat(refusal(invitation, "ada@example.com")).isEmpty();
    }

    @Test
    void thatItIsFullIsTheLastReason() {
        assertThat(refusal(invitation.withFull(true), "ada@example.com")).contains(QUOTA_FULL);
        assertThat(refusal(invitation.withFull(true), "bob@example.com")).contains(NOT_INVITED);
    }

    private static Optional<RejectionReason> refusal(KnownInvitation invitation, String email) {
        return invitation.refusal(EmailAddress.parse(email).orElseThrow(), Instant.parse("2026-03-01T12:00:00Z"));
    }
}
