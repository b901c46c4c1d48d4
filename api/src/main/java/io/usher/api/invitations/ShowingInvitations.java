package io.usher.api.invitations;

import java.time.Clock;
import org.springframework.stereotype.Component;

/** Puts invitations into the form in which they are answered. */
@Component
final class ShowingInvitations {

    private final PublicUrl publicUrl;
    private final PublicMailProviders publicMailProviders;
    private final Clock clock;

    ShowingInvitations(PublicUrl publicUrl, PublicMailProviders publicMailProviders, Clock clock) {
        this.publicUrl = publicUrl;
        this.publicMailProviders = publicMailProviders;
        this.clock = clock;
    }

    InvitationBody show(Invitation invitation) {
        return InvitationBody.from(
                invitation,
                Warning.of(invitation.terms(), publicMailProviders),
                publicUrl.linkOf(invitation.code()),
                clock.instant());
    }
}
