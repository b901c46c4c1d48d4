package io.usher.contract.event;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/** Something happened to one named person on an invitation. */
public sealed interface InviteeEvent extends Event {

    InviteeId invitee();

    InvitationId invitation();

    @Override
    default String key() {
        return invitation().toString();
    }

    @Override
    default String subject() {
        return invitee().toString();
    }

    /**
     * A person was put on an invitation.
     *
     * @param email as typed
     * @param sendEmail whether the invitation mail is to be sent
     */
    record InviteeInvited(
            InviteeId invitee,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            boolean sendEmail)
            implements InviteeEvent {}

    /** A person was taken off an invitation; who has accepted already keeps what that gave. */
    record InviteeCancelled(InviteeId invitee, InvitationId invitation, OrganizationId organization)
            implements InviteeEvent {}
}
