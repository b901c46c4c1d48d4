package io.usher.api.granting;

import io.usher.api.checking.Reference;
import io.usher.api.listing.PageRequest;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The teams that are not deleted. Writers hold the organization's lock. */
public interface Teams {

    /** False, and nothing is changed, where the name is taken in any case of letters. */
    Mono<Boolean> add(OrganizationId organization, Team team, Instant now);

    /** By id or name. */
    Mono<Team> find(OrganizationId organization, Reference reference);

    /** Those that are referred to by id or by name; what does not exist is missing. */
    Flux<Team> among(OrganizationId organization, List<Reference> references);

    /** In the order of their ids. */
    Flux<Team> list(OrganizationId organization, PageRequest page);

    /** False, and nothing is changed, where another has the name. */
    Mono<Boolean> change(OrganizationId organization, Team team);

    Mono<Void> delete(UUID team, Instant now);
}
