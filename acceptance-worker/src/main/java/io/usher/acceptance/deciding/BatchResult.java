package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result of deciding a batch: everything that has to be written, and nothing else.
 *
 * @param decisions in the order in which they were made; none for requests that had been decided before
 * @param joined new members, with everything that they hold
 * @param granted what is added to existing members
 * @param counts the new counters of invitations
 * @param seats how the counters of organizations change
 */
public record BatchResult(
        Instant decidedAt,
        List<Decision> decisions,
        List<Member> joined,
        Map<Person, Added> granted,
        Map<InvitationId, Uses> counts,
        Map<OrganizationId, SeatChange> seats) {

    /**
     * @param taken how many members were added; negative if more were removed
     * @param reported the highest share of the plan that was reported, in percent
     */
    public record SeatChange(int taken, int reported) {}

    /** A decision that changes nothing. */
    public static BatchResult only(Decision decision, Instant at) {
        return new BatchResult(at, List.of(decision), List.of(), Map.of(), Map.of(), Map.of());
    }

    public static BatchResult nothing(Instant at) {
        return new BatchResult(at, List.of(), List.of(), Map.of(), Map.of(), Map.of());
    }

    /** The organizations in which something was granted according to their plan. */
    public Set<OrganizationId> seated() {
        return decisions.stream()
                .map(BatchResult::accepted)
                .filter(Objects::nonNull)
                .map(Request::organization)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Request accepted(Decision decision) {
        return switch (decision) {
            case Requested requested -> requested.outcome() instanceof Accepted ? requested.request() : null;
            case Promoted promoted -> promoted.waiting().request();
            default -> null;
        };
    }
}
