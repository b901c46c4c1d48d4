package io.usher.contract.event;

/** An invitation was made, changed or taken away. Each carries the whole state that it led to. */
public sealed interface InvitationEvent extends Event {

    InvitationState invitation();

    @Override
    default String key() {
        return invitation().id().toString();
    }

    @Override
    default String subject() {
        return key();
    }

    record InvitationCreated(InvitationState invitation) implements InvitationEvent {}

    record InvitationUpdated(InvitationState invitation) implements InvitationEvent {}

    record InvitationEnabled(InvitationState invitation) implements InvitationEvent {}

    record InvitationDisabled(InvitationState invitation) implements InvitationEvent {}

    record InvitationDeleted(InvitationState invitation) implements InvitationEvent {}
}
