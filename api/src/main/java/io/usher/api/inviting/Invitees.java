package io.usher.api.inviting;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;

/** The people who are named on invitations. */
public interface Invitees {

    /** Puts people on an invitation; answers those who were not on it yet, in the order given. */
    Flux<Invitee> add(InvitationId invitation, List<EmailAddress> people, Instant now);

    /** A named person; {@code email} as typed. */
    record Invitee(InviteeId id, String email) {}
}
