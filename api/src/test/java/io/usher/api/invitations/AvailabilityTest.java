package io.usher.api.invitations;

import static io.usher.api.invitations.InvitationFixture.NOON;
import static io.usher.api.invitations.InvitationFixture.publicOne;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AvailabilityTest {

    private static Availability of(InvitationFixture fixture) {
        return Availability.of(fixture.invitation(), NOON);
    }

    @Test
    void whatSaysNothingElseIsEnabled() {
        assertThat(of(publicOne())).isEqualTo(Availability.ENABLED);
    }

    @Test
    void theMomentOfOpeningIsOpenAndTheMomentOfExpiryIsOver() {
        assertThat(of(publicOne().opening(NOON))).isEqualTo(Availability.ENABLED);
        assertThat(of(publicOne().opening(NOON.plusMillis(1)))).isEqualTo(Availability.SCHEDULED);
        assertThat(of(publicOne().expiring(NOON.plusMillis(1)))).isEqualTo(Availability.ENABLED);
        assertThat(of(publicOne().expiring(NOON))).isEqualTo(Availability.EXPIRED);
    }

    @Test
    void aQuotaThatIsUsedUpOrExceededIsFull() {
        assertThat(of(publicOne().withQuota(2).withAccepted(1))).isEqualTo(Availability.ENABLED);
        assertThat(of(publicOne().withQuota(2).withAccepted(2))).isEqualTo(Availability.FULL);
        assertThat(of(publicOne().withQuota(2).withAccepted(3))).isEqualTo(Availability.FULL);
    }

    @Test
    void theFirstCheckOfAnAcceptanceNamesTheState() {
        InvitationFixture over = publicOne().withQuota(1).withAccepted(1).expiring(NOON);

        assertThat(of(over)).isEqualTo(Availability.EXPIRED);
        assertThat(of(over.switchedOff())).isEqualTo(Availability.DISABLED);
    }

    /** An end of the access may come before the opening. */
    @Test
    void theStateIsTheFirstOfDisabledExpiredScheduledAndFull() {
        InvitationFixture all = publicOne()
                .withQuota(1)
                .withAccepted(1)
                .opening(NOON.plusMillis(1))
                .expiring(NOON);
        assertThat(of(all.switchedOff())).isEqualTo(Availability.DISABLED);
        assertThat(of(all)).isEqualTo(Availability.EXPIRED);
        assertThat(of(all.expiring(NOON.plusMillis(2)))).isEqualTo(Availability.SCHEDULED);
        assertThat(of(all.expiring(NOON.plusMillis(2)).opening(NOON))).isEqualTo(Availability.FULL);
    }

    @Test
    void whatRemainsIsNeverLessThanNothing() {
        assertThat(publicOne().withQuota(2).withAccepted(3).invitation().remaining())
                .isZero();
        assertThat(publicOne().withAccepted(3).invitation().remaining()).isNull();
    }
}
