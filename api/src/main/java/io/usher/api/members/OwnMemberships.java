package io.usher.api.members;

import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where somebody who has proven their address is a member. It takes no permission. */
public final class OwnMemberships {

    private final Members members;
    private final ChangingMembers changing;

    OwnMemberships(Members members, ChangingMembers changing) {
        this.members = members;
        this.changing = changing;
    }

    /** The present ones, in the order of the organizations' names. */
    public Flux<OwnMembership> of(EmailAddress person) {
        return members.of(person.normal());
    }

    /**
     * Ends a membership, whatever it holds: seat and grants are gone. False if the worker does that later. Ends the request with
     * 404 if they are no member, and with 409 {@code last-admin} if nobody else could run the organization.
     */
    public Mono<Boolean> leave(Caller caller, EmailAddress person, OrganizationId organization, Duration patience) {
        return changing.leave(caller, organization, person, patience).map(ChangingMembers.Answer::decided);
    }
}
