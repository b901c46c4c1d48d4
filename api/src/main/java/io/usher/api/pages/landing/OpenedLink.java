package io.usher.api.pages.landing;

import io.usher.api.invitations.Invitation;
import io.usher.api.organizations.Organization;

/** What a link leads to. */
public record OpenedLink(Invitation invitation, Organization organization) {}
