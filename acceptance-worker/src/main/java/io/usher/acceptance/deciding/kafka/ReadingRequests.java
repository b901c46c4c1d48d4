package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.Request;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import io.usher.contract.kafka.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Sorts the records of a batch into requests and what is none. */
record ReadingRequests(List<Request> requests, List<SetAside> unreadable) {

    /** The longest name that a request may carry; the API refuses longer ones. */
    private static final int MAX_NAME = 255;

    /** A record for the dead letters, and why. */
    record SetAside(ConsumerRecord<byte[], byte[]> consumed, String reason) {}

    static ReadingRequests of(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Request> requests = new ArrayList<>(records.size());
        List<SetAside> unreadable = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> consumed : records) {
            switch (EventCodec.decode(consumed)) {
                case Unreadable flawed -> unreadable.add(new SetAside(consumed, flawed.reason()));
                case Readable readable ->
                    flaw(readable)
                            .ifPresentOrElse(
                                    reason -> unreadable.add(new SetAside(consumed, reason)),
                                    () -> requests.add(request(readable)));
            }
        }
        return new ReadingRequests(List.copyOf(requests), List.copyOf(unreadable));
    }

    /** What the API never lets through, so that nothing a producer writes can stop a partition at the database. */
    private static Optional<String> flaw(Readable readable) {
        if (readable.partition() >= Topic.partitions()) {
            return Optional.of(
                    "partition: " + readable.partition() + " (expected one below " + Topic.partitions() + ")");
        }
        if (!(readable.event() instanceof AcceptanceRequested requested)) {
            return Optional.of("event: " + readable.event().getClass().getSimpleName() + " (expected a request)");
        }
        if (EmailAddress.parse(requested.email()).isEmpty()) {
            return Optional.of("email: not an address");
        }
        return storable(requested.firstName()) && storable(requested.lastName())
                ? Optional.empty()
                : Optional.of("name: not text of at most " + MAX_NAME + " characters");
    }

    private static boolean storable(@Nullable String name) {
        return name == null || (name.length() <= MAX_NAME && name.indexOf('\0') < 0);
    }

    private static Request request(Readable readable) {
        AcceptanceRequested requested = (AcceptanceRequested) readable.event();
        return new Request(
                requested.acceptance(),
                requested.invitation(),
                requested.organization(),
                EmailAddress.parse(requested.email()).orElseThrow(),
                requested.firstName(),
                requested.lastName(),
                readable.appendedAt(),
                readable.partition(),
                readable.offset());
    }
}
