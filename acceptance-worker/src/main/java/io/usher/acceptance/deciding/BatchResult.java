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
 * What deciding a batch came to: everything that has to be written, and nothing else.
 *
 * @param decisions in the order in which they were made; without requests that had their decision before
 * @param joined new members, with all that they hold
 * @param granted existing members who are granted more, and what
 * @param counts the new numbers of invitations
 * @param seats how the numbers of organizations change
 */
public record BatchResult(
        Instant decidedAt,
        List<Decision> decisions,
        List<Member> joined,
        Map<Person, List<Grantable>> granted,
        Map<InvitationId, Uses> counts,
        Map<OrganizationId, SeatChange> seats) {

    /**
     * @param taken members more, or fewer
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

    /** Organizations in which somebody was granted something: by what their plan says. */
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
