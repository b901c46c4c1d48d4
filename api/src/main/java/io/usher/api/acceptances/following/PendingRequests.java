package io.usher.api.acceptances.following;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.StoreFailure;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Requests of all instances that are in the queue and, as far as this program knows, not decided. */
public interface PendingRequests {

    /** May hold what was decided moments ago, never misses what is acknowledged here. */
    Optional<Acceptance> find(AcceptanceId id);

    /** Lets go of what is decided by now. Fails with {@link StoreFailure} if that is not known. */
    Mono<Void> dropDecided();

    /** In queue order. */
    Stream<Acceptance> of(InvitationId invitation, AcceptanceFilter filter);

    /** Those of one person, at most a hundred. */
    Stream<Acceptance> of(EmailAddress person);

    /** False while requests may be in the queue that are not known here, so that an unknown id proves nothing. */
    boolean complete();
}
