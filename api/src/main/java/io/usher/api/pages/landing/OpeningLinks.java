package io.usher.api.pages.landing;

import io.usher.api.http.json.Reference;
import io.usher.api.invitations.Invitations;
import io.usher.api.organizations.Organizations;
import io.usher.contract.id.InvitationId;
import reactor.core.publisher.Mono;

/** Finds what a link leads to. To open one takes no rights and changes nothing: mail scanners open links too. */
public final class OpeningLinks {

    private final Invitations invitations;
    private final Organizations organizations;

    public OpeningLinks(Invitations invitations, Organizations organizations) {
        this.invitations = invitations;
        this.organizations = organizations;
    }

    /** Empty if no invitation, not even a deleted one, has the code. An id is no code: it is no secret. */
    public Mono<OpenedLink> open(String code) {
        Reference reference = Reference.of(code);
        return reference.isId() ? Mono.empty() : find(reference);
    }

    /** For somebody who has opened its link before. */
    public Mono<OpenedLink> find(InvitationId id) {
        return find(Reference.of(id.toString()));
    }

    private Mono<OpenedLink> find(Reference reference) {
        return invitations
                .find(reference)
                .flatMap(invitation -> organizations
                        .find(Reference.of(invitation.organization().toString()))
                        .map(organization -> new OpenedLink(invitation, organization)));
    }
}
