package io.usher.api.accepting;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import reactor.core.publisher.Mono;

/** Invitations and the use of their quota as they are stored now. Empty where there is none; deleted ones are there. */
public interface StoredInvitations {

    Mono<KnownInvitation> withId(InvitationId id);

    Mono<KnownInvitation> withCode(String code);

    /** Whether that person holds a use of the invitation. */
    Mono<Boolean> hasAccepted(InvitationId invitation, EmailAddress address);
}
