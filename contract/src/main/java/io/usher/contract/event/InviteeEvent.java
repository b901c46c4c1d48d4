package io.usher.contract.event;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
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
     * A person was put on an invitation, or is invited again.
     *
     * @param email as typed
     * @param sendEmail whether the invitation mail is to be sent
     * @param generation of their personal link, from 1: those of earlier generations lead nowhere
     * @param linkExpiresAt when their personal link ends; absent = never
     */
    record InviteeInvited(
            InviteeId invitee,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            boolean sendEmail,
            int generation,
            @Nullable Instant linkExpiresAt)
            implements InviteeEvent {}

    /**
     * A person is to be sent the invitation once more, with a new personal link.
     *
     * @param email as typed
     * @param generation of the new link: those of earlier generations lead nowhere
     * @param linkExpiresAt when the new link ends; absent = never
     */
    record InviteeResent(
            InviteeId invitee,
            InvitationId invitation,
            OrganizationId organization,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            int generation,
            @Nullable Instant linkExpiresAt)
            implements InviteeEvent {}

    /** A person declined before they accepted. They may still accept. */
    record InviteeDeclined(InviteeId invitee, InvitationId invitation, OrganizationId organization)
            implements InviteeEvent {}

    /** A person is no longer invited; who has accepted already keeps what that gave. */
    record InviteeCancelled(InviteeId invitee, InvitationId invitation, OrganizationId organization)
            implements InviteeEvent {}
}
