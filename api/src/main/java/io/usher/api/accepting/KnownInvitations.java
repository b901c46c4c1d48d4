package io.usher.api.accepting;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import reactor.core.publisher.Mono;

/** Invitations as this program knows them. */
public interface KnownInvitations {

    /**
     * The invitation of that id or code, possibly some moments old; without database access where it is known already.
     * Empty where there is none. Fails where it is not known and the database cannot be reached.
     */
    Mono<KnownInvitation> find(String idOrCode);

    /** The invitation as it was at most a second ago; empty where that cannot be told now. */
    Mono<KnownInvitation> confirmed(InvitationId invitation);

    /** Whether that person was accepted before and keeps that outcome; true, too, where it cannot be told now. */
    Mono<Boolean> mayBeAccepted(InvitationId invitation, EmailAddress address);
}
