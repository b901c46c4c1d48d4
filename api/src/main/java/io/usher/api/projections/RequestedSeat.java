package io.usher.api.projections;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A request for a seat.
 *
 * @param address in normal form
 * @param at when the broker took it, in milliseconds of the epoch
 */
record RequestedSeat(UUID acceptance, UUID invitation, String address, long at) {

    /** The invitations that records are about, by their keys. */
    static Set<UUID> invitations(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(RequestedSeat::invitationOf)
                .flatMap(Optional::stream)
                .collect(toUnmodifiableSet());
    }

    /** Those of these invitations that can be read and are not decided yet. The worker sets the others aside. */
    static List<RequestedSeat> of(
            List<ConsumerRecord<byte[], byte[]>> records, Set<UUID> invitations, Set<UUID> decided) {
        List<RequestedSeat> requests = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            RequestedSeat request =
                    invitationOf(record).filter(invitations::contains).isPresent() ? read(record) : null;
            if (request != null && !decided.contains(request.acceptance)) {
                requests.add(request);
            }
        }
        return requests;
    }

    private static Optional<UUID> invitationOf(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.key() == null
                    ? Optional.empty()
                    : Optional.of(UUID.fromString(new String(record.key(), ISO_8859_1)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static @Nullable RequestedSeat read(ConsumerRecord<byte[], byte[]> record) {
        return EventCodec.decode(record) instanceof Readable readable
                        && readable.event() instanceof AcceptanceRequested requested
                ? EmailAddress.parse(requested.email())
                        .map(address -> new RequestedSeat(
                                requested.acceptance().value(),
                                requested.invitation().value(),
                                address.normal(),
                                record.timestamp()))
                        .orElse(null)
                : null;
    }
}
