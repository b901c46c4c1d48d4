package io.usher.api.invitees;

/**
 * Somebody among all whom an organization invites.
 *
 * @param invitation the name of the one that they are on
 */
public record InvitedPerson(InviteeBody invitee, String invitation) {}
