package io.usher.api.acceptances.cache;

import io.usher.api.acceptances.asking.RequestQueue.Placement.Placed;
import io.usher.contract.event.AcceptanceRequested;
import java.time.Instant;
import java.util.UUID;

/**
 * A request and its place in the queue.
 *
 * @param value the data as sent, decoded only on demand
 */
@SuppressWarnings("ArrayRecordComponent") // Shared with the Kafka record, and never compared.
public record PendingRequest(
        UUID acceptance, UUID invitation, int partition, long offset, Instant appendedAt, byte[] value) {

    public static PendingRequest of(AcceptanceRequested request, Placed placed, byte[] value) {
        return new PendingRequest(
                request.acceptance().value(),
                request.invitation().value(),
                placed.partition(),
                placed.offset(),
                placed.appendedAt(),
                value);
    }
}
