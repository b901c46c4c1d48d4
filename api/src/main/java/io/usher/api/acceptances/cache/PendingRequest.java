package io.usher.api.acceptances.cache;

import io.usher.api.acceptances.asking.RequestQueue.Placement.Placed;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceRequested;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request and its place in the queue.
 *
 * @param value the data as sent. Only the person's hash is kept decoded; all else is decoded on demand
 * @param person hash of the address in normal form; 0 = not decoded yet, or unreadable
 */
@SuppressWarnings("ArrayRecordComponent") // Shared with the Kafka record, and never compared.
public record PendingRequest(
        UUID acceptance, UUID invitation, int partition, long offset, Instant appendedAt, byte[] value, int person) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public static PendingRequest of(AcceptanceRequested request, Placed placed, byte[] value) {
        return new PendingRequest(
                request.acceptance().value(),
                request.invitation().value(),
                placed.partition(),
                placed.offset(),
                placed.appendedAt(),
                value,
                person(request));
    }

    /** As read from the log, without the person's hash: the index decodes what it is about to keep. */
    public static PendingRequest undecoded(
            UUID acceptance, UUID invitation, int partition, long offset, Instant appendedAt, byte[] value) {
        return new PendingRequest(acceptance, invitation, partition, offset, appendedAt, value, 0);
    }

    /** The hash of a person's address. Two people hardly ever have the same. */
    static int person(EmailAddress address) {
        return address.normal().hashCode();
    }

    private static int person(AcceptanceRequested request) {
        return EmailAddress.parse(request.email()).map(PendingRequest::person).orElse(0);
    }

    /** With the person's hash if it can be decoded. */
    PendingRequest withPerson() {
        return person != 0
                ? this
                : new PendingRequest(
                        acceptance,
                        invitation,
                        partition,
                        offset,
                        appendedAt,
                        value,
                        event().map(PendingRequest::person).orElse(0));
    }

    /** Empty for a request that the worker will dead-letter as unreadable. */
    Optional<AcceptanceRequested> event() {
        try {
            return Optional.of(JSON.readValue(value, AcceptanceRequested.class));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }
}
