package io.usher.resilience;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.usher.contract.id.OrganizationId;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Scenario.Offer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The limits of a scenario's invitations and plans at an instant. */
final class SeatLimits {

    private final Evidence evidence;
    private final Map<OrganizationId, List<Instant>> joined;

    SeatLimits(Evidence evidence) {
        this.evidence = evidence;
        joined = evidence.members().stream()
                .collect(groupingBy(Member::organization, mapping(Member::joinedAt, toList())));
    }

    List<Change> changes(Offer offer) {
        return evidence.changes().stream()
                .filter(change -> change.invitation().equals(offer.invitation()))
                .toList();
    }

    /** Whether the invitation is certainly disabled. */
    boolean isDisabled(Offer offer, Instant at) {
        return changes(offer).stream().anyMatch(change -> change.disables() && change.holdsAt(at));
    }

    boolean mayBeDisabled(Offer offer, Instant at) {
        return changes(offer).stream().anyMatch(change -> change.disables() && change.mayHoldAt(at));
    }

    boolean isExpired(Offer offer, Instant at) {
        return offer.expiresAt() != null && !at.isBefore(offer.expiresAt());
    }

    int mostSeats(Offer offer, Instant at) {
        return quotas(offer, at).max().orElse(Integer.MAX_VALUE);
    }

    int fewestSeats(Offer offer, Instant at) {
        return quotas(offer, at).min().orElse(Integer.MAX_VALUE);
    }

    /** The quotas that may hold: from the request for a change to its answer, both the old and the new one. */
    private IntStream quotas(Offer offer, Instant at) {
        Integer first = offer.quota();
        if (first == null) {
            return IntStream.empty();
        }
        List<Change> changes =
                changes(offer).stream().filter(change -> !change.disables()).toList();
        IntStream changed = changes.stream()
                .filter(change -> change.mayHoldAt(at))
                .map(Change::quota)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue);
        return changes.stream().anyMatch(change -> change.holdsAt(at))
                ? changed
                : IntStream.concat(IntStream.of(first), changed);
    }

    boolean planIsUsedUp(Offer offer, Instant at) {
        Integer seats = evidence.scenario().plans().get(offer.organization());
        return seats != null && countUntil(at, joined.getOrDefault(offer.organization(), List.of())) >= seats;
    }

    static long countUntil(Instant at, List<Instant> instants) {
        return instants.stream().filter(instant -> !instant.isAfter(at)).count();
    }

    int seatsTaken(OrganizationId organization) {
        return joined.getOrDefault(organization, List.of()).size();
    }
}
