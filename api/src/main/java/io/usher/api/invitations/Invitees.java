package io.usher.api.invitations;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The people who are named on invitations. */
public interface Invitees {

    /** Puts people on an invitation; returns those who were not on it yet, in the order given. */
    Flux<Invitee> add(InvitationId invitation, List<EmailAddress> people, Instant now);

    /** Takes people off an invitation; returns those who were on it. {@code addresses} in normal form. */
    Flux<InviteeId> remove(InvitationId invitation, List<String> addresses);

    /** In normal form; empty if there is no such member. */
    Mono<String> addressOfMember(OrganizationId organization, UUID member);

    /** A named person; {@code email} as typed. */
    record Invitee(InviteeId id, String email) {}
}
