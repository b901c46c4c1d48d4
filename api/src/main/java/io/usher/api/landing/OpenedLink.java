package io.usher.api.landing;

import io.usher.api.inviting.Invitation;
import io.usher.api.organizing.Organization;

/** What a link leads to. */
public record OpenedLink(Invitation invitation, Organization organization) {}
