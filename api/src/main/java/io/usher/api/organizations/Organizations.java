package io.usher.api.organizations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.PageRequest;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All organizations. */
public interface Organizations {

    /** False, and nothing is changed, if the slug is taken. */
    Mono<Boolean> add(Organization organization, Map<BuiltInRole, UUID> roles, Instant now);

    /** By id or slug. */
    Mono<Organization> find(Reference reference);

    /**
     * As it is, held against changes of it until the transaction ends. Taken before any row of an invitation.
     *
     * @param toChange whether the caller is going to change it; otherwise others may hold it alike
     */
    Mono<Organization> lock(OrganizationId id, boolean toChange);

    /**
     * In the order of their ids.
     *
     * @param only those to be seen; null = all
     * @param q part of the name or the slug; null = all
     */
    Flux<Organization> list(@Nullable Set<OrganizationId> only, @Nullable String q, PageRequest page);

    /** Stores all of it but the slug and the seats that are taken. */
    Mono<Void> change(Organization changed, Instant now);

    /**
     * Gives the invitations that may warn of its free seats a new version, so that their tags change. Locks them in the order
     * of their ids, as batches do.
     */
    Mono<Void> renewLimitedInvitations(OrganizationId id, Instant now);

    /** Names of its roles, by id and by name in lower case. */
    Mono<Map<String, String>> roles(OrganizationId id);
}
