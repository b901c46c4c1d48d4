package io.usher.api.invitations;

import static io.usher.api.invitations.InvitationFixture.NOON;
import static io.usher.api.invitations.InvitationFixture.publicOne;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConditionTest {

    private static Condition of(InvitationFixture fixture) {
        return Condition.of(fixture.invitation(), NOON);
    }

    @Test
    void whatSaysNothingElseIsEnabled() {
        assertThat(of(publicOne())).isEqualTo(Condition.ENABLED);
    }

    @Test
    void theMomentOfOpeningIsOpenAndTheMomentOfExpiryIsOver() {
        assertThat(of(publicOne().opening(NOON))).isEqualTo(Condition.ENABLED);
        assertThat(of(publicOne().opening(NOON.plusMillis(1)))).isEqualTo(Condition.SCHEDULED);
        assertThat(of(publicOne().expiring(NOON.plusMillis(1)))).isEqualTo(Condition.ENABLED);
        assertThat(of(publicOne().expiring(NOON))).isEqualTo(Condition.EXPIRED);
    }

    @Test
    void aQuotaThatIsUsedUpOrExceededIsFull() {
        assertThat(of(publicOne().withQuota(2).withAccepted(1))).isEqualTo(Condition.ENABLED);
        assertThat(of(publicOne().withQuota(2).withAccepted(2))).isEqualTo(Condition.FULL);
        assertThat(of(publicOne().withQuota(2).withAccepted(3))).isEqualTo(Condition.FULL);
    }

    @Test
    void theFirstCheckOfAnAcceptanceNamesTheState() {
        InvitationFixture over = publicOne().withQuota(1).withAccepted(1).expiring(NOON);

        assertThat(of(over)).isEqualTo(Condition.EXPIRED);
        assertThat(of(over.switchedOff())).isEqualTo(Condition.DISABLED);
    }

    @Test
    void whatRemainsIsNeverLessThanNothing() {
        assertThat(publicOne().withQuota(2).withAccepted(3).invitation().remaining())
                .isZero();
        assertThat(publicOne().withAccepted(3).invitation().remaining()).isNull();
    }
}
