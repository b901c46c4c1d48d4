package io.usher.api.invitations;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.contract.event.InvitationMode;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All invitations, the deleted ones among them. */
public interface Invitations {

    Mono<Void> add(Invitation invitation);

    /** By id or code. */
    Mono<Invitation> find(Reference reference);

    /**
     * As it is, held until the transaction ends. Waits for the acceptances that are being decided on it; whatever is
     * decided later sees what this transaction changed.
     */
    Mono<Invitation> lock(InvitationId id);

    /** Some that name the person with that address, deleted ones among them, in the order of their ids. */
    Flux<InvitationId> naming(OrganizationId organization, String address, int limit);

    /** Keeps everything that can change of it. */
    Mono<Void> change(Invitation invitation);

    /** Those within the reach that are not deleted, in the order of their ids, each with few of its invitees. */
    Mono<Page<Invitation>> page(OrganizationId organization, Filter filter, Reach reach, PageRequest page);

    /**
     * Null = any.
     *
     * @param state at {@code now}
     * @param q part of the name, the description or a domain pattern, or of a name or an address
     *     of somebody it names
     */
    record Filter(
            @Nullable Availability state,
            @Nullable InvitationMode mode,
            @Nullable String q,
            Instant now) {}
}
