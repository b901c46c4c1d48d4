package io.usher.api.invitations;

import static io.usher.api.invitations.InvitationFixture.NOON;
import static io.usher.api.invitations.InvitationFixture.publicOne;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationEnabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import org.junit.jupiter.api.Test;

class InvitationEventsTest {

    private static Invitation changed(Invitation before, InvitationFixture to) {
        return before.changed(to.terms(), before.grants(), NOON.plusSeconds(1));
    }

    @Test
    void theSwitchAloneIsPublishedAsTheSwitch() {
        Invitation on = publicOne().invitation();
        Invitation off = changed(on, publicOne().switchedOff());

        assertThat(InvitationEvents.changed(on, off)).hasExactlyElementsOfTypes(InvitationDisabled.class);
        assertThat(InvitationEvents.changed(off, changed(off, publicOne())))
                .hasExactlyElementsOfTypes(InvitationEnabled.class);
    }

    @Test
    void moreThanTheSwitchIsPublishedAsBothWithOneState() {
        Invitation before = publicOne().invitation();
        Invitation after = changed(before, publicOne().withQuota(5).switchedOff());

        assertThat(InvitationEvents.changed(before, after))
                .hasExactlyElementsOfTypes(InvitationUpdated.class, InvitationDisabled.class)
                .extracting(event -> ((InvitationEvent) event).invitation())
                .containsOnly(after.toState());
        assertThat(after.toState().version()).isEqualTo(2);
    }

    @Test
    void anythingElseIsPublishedAsAnUpdate() {
        Invitation before = publicOne().invitation();

        assertThat(InvitationEvents.changed(before, changed(before, publicOne().withQuota(5))))
                .hasExactlyElementsOfTypes(InvitationUpdated.class);
    }
}
