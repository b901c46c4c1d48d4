package io.usher.api.acceptances.asking;

import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.commands.Digest;
import io.usher.api.commands.KeyUse;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request for a seat.
 *
 * @param invitation id or code
 * @param email vouched for by the caller
 * @param idempotencyKey null = each request is a new one
 * @param patience how long to wait for the decision; zero = do not wait
 */
public record SeatRequest(
        String invitation,
        EmailAddress email,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String idempotencyKey,
        Duration patience) {

    @Nullable KeyUse keyUse(String caller, KnownInvitation known) {
        return idempotencyKey == null
                ? null
                : new KeyUse(
                        Digest.of(caller, idempotencyKey),
                        Digest.of(known.id().toString(), email.typed(), firstName, lastName));
    }

    AcceptanceRequested event(AcceptanceId id, KnownInvitation known) {
        return new AcceptanceRequested(id, known.id(), known.organization(), email.typed(), firstName, lastName);
    }
}
