package io.usher.api.acceptances.cache;

import io.usher.api.acceptances.Acceptance;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The requests of all instances that the worker has not decided, by their acceptance. Safe for several threads. */
public final class PendingIndex {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final int most;
    private final Map<UUID, PendingRequest> all = new ConcurrentHashMap<>();
    private final Map<UUID, NavigableMap<Long, PendingRequest>> byInvitation = new ConcurrentHashMap<>();
    private final Map<Integer, PendingOfPartition> partitions = new ConcurrentHashMap<>();

    /** @param most how many to keep */
    public PendingIndex(int most) {
        this.most = most;
    }

    public Optional<Acceptance> find(AcceptanceId id) {
        return Optional.ofNullable(all.get(id.value())).flatMap(PendingIndex::acceptance);
    }

    /** Reads each request's data when the stream comes to it. */
    public Stream<Acceptance> of(InvitationId invitation) {
        NavigableMap<Long, PendingRequest> requests = byInvitation.get(invitation.value());
        return requests == null
                ? Stream.empty()
                : requests.values().stream().flatMap(request -> acceptance(request).stream());
    }

    /** Empty for what the worker will set aside as unreadable. */
    private static Optional<Acceptance> acceptance(PendingRequest request) {
        try {
            AcceptanceRequested event = JSON.readValue(request.value(), AcceptanceRequested.class);
            return Optional.of(Acceptance.pending(event, request.appendedAt()));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether no undecided request was given up for want of room. */
    public boolean complete() {
        return partitions.values().stream().allMatch(PendingOfPartition::isComplete);
    }

    public int size() {
        return all.size();
    }

    public void acknowledged(PendingRequest request) {
        partition(request.partition()).acknowledged(request, most);
    }

    public void read(PendingRequest request) {
        partition(request.partition()).read(request, most);
    }

    /** Where in the log reading begins, past requests that may not be decided. */
    public void skipped(int partition, long below) {
        partition(partition).skipped(below);
    }

    public void decided(Map<Integer, Long> positions) {
        positions.forEach((partition, below) -> partition(partition).decided(below));
    }

    /** The worker went back: forgets all requests; those that are not decided are to be read again. */
    public void beginAnew(Map<Integer, Long> positions) {
        positions.forEach((partition, below) -> partition(partition).beginAnew(below));
    }

    private PendingOfPartition partition(int partition) {
        return partitions.computeIfAbsent(partition, number -> new PendingOfPartition(all, byInvitation));
    }
}
