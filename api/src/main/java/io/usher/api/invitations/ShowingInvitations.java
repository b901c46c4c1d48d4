package io.usher.api.invitations;

import java.time.Clock;
import java.util.List;
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
        return show(invitation, invitation.terms().addressees().emails());
    }

    /** With few of its addresses, so that a page of many is not large. */
    InvitationBody list(Invitation invitation) {
        return show(
                invitation,
                invitation.terms().addressees().emails().stream()
                        .limit(Addressees.MOST_LISTED)
                        .toList());
    }

    private InvitationBody show(Invitation invitation, List<String> emails) {
        return InvitationBody.from(
                invitation,
                emails,
                Warning.of(invitation.terms(), publicMailProviders),
                publicUrl.linkOf(invitation.code()),
                clock.instant());
    }
}
