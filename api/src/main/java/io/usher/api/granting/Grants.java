package io.usher.api.granting;

import io.usher.api.checking.Reference;
import io.usher.api.listing.PageRequest;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The roles, or the teams, that are not deleted. Writers hold the organization's lock. */
public interface Grants<G extends Grant> {

    /**
     * One of the organization's own; what is built in comes with it. False, and nothing is changed, where the name is
     * taken in any case of letters.
     */
    Mono<Boolean> add(OrganizationId organization, G grant, Instant now);

    /** By id or name. */
    Mono<G> find(OrganizationId organization, Reference reference);

    /** Those that are referred to by id or by name; what does not exist is missing. */
    Flux<G> among(OrganizationId organization, List<Reference> references);

    /** In the order of their ids. */
    Flux<G> list(OrganizationId organization, PageRequest page);

    /** False, and nothing is changed, where another has the name. */
    Mono<Boolean> change(OrganizationId organization, G grant);

    Mono<Void> delete(UUID grant, Instant now);
}
