package io.usher.api.granting;

import io.usher.api.http.security.Caller;
import io.usher.contract.id.OrganizationId;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** What becomes of the invitation that people are invited to a team by, inside of the transaction that changes the team. */
public interface InvitationsOfTeams {

    /** It has the new name, too, unless it has another one than the team had. */
    Mono<Void> renamed(Caller caller, OrganizationId organization, UUID team, String before, String after);

    /** It admits nobody any more: it is disabled. */
    Mono<Void> deleted(Caller caller, OrganizationId organization, UUID team);
}
