package io.usher.contract.event;

/**
 * Something that happened. Every record below it is one version of one {@link EventType}: a change that an existing
 * consumer could not read becomes a new record with a new type, never a new meaning of an old one.
 *
 * <p>No event carries a link, a token or a password.
 */
public sealed interface Event
        permits OrganizationEvent,
                GrantableEvent,
                InvitationEvent,
                InviteeEvent,
                AcceptanceCommand,
                AcceptanceDecided,
                MemberEvent,
                MemberCommand,
                EmailEvent,
                EmailCommand,
                OpsEvent,
                AccountEvent {

    /**
     * The key of the record: events of one key are delivered in the order in which they happened, with the exceptions that
     * {@code asyncapi.yaml} names.
     */
    String key();

    /** What the event is about: the {@code subject} attribute of its CloudEvent. */
    String subject();
}
