package io.usher.api.accepting;

import io.usher.contract.id.InvitationId;
import reactor.core.publisher.Mono;

/** Invitations and the use of their quota as they are stored now. Empty where there is none; deleted ones are there. */
public interface StoredInvitations {

    Mono<KnownInvitation> withId(InvitationId id);

    Mono<KnownInvitation> withCode(String code);
}
