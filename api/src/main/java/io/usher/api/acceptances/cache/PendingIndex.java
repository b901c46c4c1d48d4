package io.usher.api.acceptances.cache;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The requests of all instances that the worker has not decided, by acceptance. Thread-safe. */
public final class PendingIndex {

    private final int limit;
    private final Map<UUID, PendingRequest> all = new ConcurrentHashMap<>();
    private final Map<UUID, NavigableMap<Long, PendingRequest>> byInvitation = new ConcurrentHashMap<>();
    private final Map<Integer, List<PendingRequest>> byPerson = new ConcurrentHashMap<>();
    private final Map<Integer, PendingOfPartition> partitions = new ConcurrentHashMap<>();

    /** @param limit how many requests to keep */
    public PendingIndex(int limit) {
        this.limit = limit;
    }

    public Optional<Acceptance> find(AcceptanceId id) {
        return Optional.ofNullable(all.get(id.value())).flatMap(request -> acceptance(request, AcceptanceFilter.ALL));
    }

    /** In queue order. Decodes each request only when the stream reaches it. */
    public Stream<Acceptance> of(InvitationId invitation, AcceptanceFilter filter) {
        NavigableMap<Long, PendingRequest> requests = byInvitation.get(invitation.value());
        return requests == null
                ? Stream.empty()
                : requests.values().stream().flatMap(request -> acceptance(request, filter).stream());
    }

    /** Those of one person, at most a hundred. Decodes each request only when the stream reaches it. */
    public Stream<Acceptance> of(EmailAddress person) {
        return byPerson.getOrDefault(PendingRequest.person(person), List.of()).stream()
                .flatMap(request -> acceptance(request, AcceptanceFilter.ALL).stream())
                .filter(acceptance -> EmailAddress.parse(acceptance.email())
                        .filter(asked -> asked.normal().equals(person.normal()))
                        .isPresent());
    }

    private static Optional<Acceptance> acceptance(PendingRequest request, AcceptanceFilter filter) {
        return request.event().filter(filter::matches).map(event -> Acceptance.pending(event, request.appendedAt()));
    }

    /** Whether no undecided request was dropped because of the limit. */
    public boolean complete() {
        return partitions.values().stream().allMatch(PendingOfPartition::isComplete);
    }

    public int size() {
        return all.size();
    }

    public void acknowledged(PendingRequest request) {
        partition(request.partition()).acknowledged(request.withPerson(), limit);
    }

    public void read(PendingRequest request) {
        PendingOfPartition partition = partition(request.partition());
        // Decoded before the partition is locked: others confirm requests meanwhile.
        if (partition.isNew(request)) {
            partition.read(request.withPerson(), limit);
        }
    }

    /** Reports that reading begins at this offset and skips requests that may be undecided. */
    public void skipped(int partition, long below) {
        partition(partition).skipped(below);
    }

    public void decided(Map<Integer, Long> positions) {
        positions.forEach((partition, below) -> partition(partition).decided(below));
    }

    /** Forgets all requests, because the worker's position went back. The undecided ones must be read again. */
    public void beginAnew(Map<Integer, Long> positions) {
        positions.forEach((partition, below) -> partition(partition).beginAnew(below));
    }

    private PendingOfPartition partition(int partition) {
        return partitions.computeIfAbsent(partition, number -> new PendingOfPartition(all, byInvitation, byPerson));
    }
}
