package io.usher.api.accepting.kafka;

import io.usher.api.accepting.RequestQueue.Placement.Placed;
import io.usher.contract.event.AcceptanceRequested;
import java.time.Instant;
import java.util.UUID;

/**
 * A request at its place in the queue.
 *
 * @param value the data as sent; read only when somebody asks
 */
@SuppressWarnings("ArrayRecordComponent") // Shared with the record that it came from, and never compared.
record PendingRequest(UUID acceptance, UUID invitation, int partition, long offset, Instant appendedAt, byte[] value) {

    static PendingRequest of(AcceptanceRequested request, Placed placed, byte[] value) {
        return new PendingRequest(
                request.acceptance().value(),
                request.invitation().value(),
                placed.partition(),
                placed.offset(),
                placed.appendedAt(),
                value);
    }
}
