package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.INVITATION;
import static io.usher.resilience.SmallEvidence.NOON;
import static io.usher.resilience.SmallEvidence.ORGANIZATION;
import static io.usher.resilience.SmallEvidence.address;
import static io.usher.resilience.SmallEvidence.assertFound;
import static io.usher.resilience.SmallEvidence.id;
import static io.usher.resilience.SmallEvidence.member;
import static io.usher.resilience.SmallEvidence.withOriginal;

import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Evidence.Seats;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Members and counters that do not agree with the decisions are found. */
class MemberCheckTest {

    @Test
    void membersThatDoNotAgreeWithTheAcceptancesAreFound() {
        assertFound("accepted, no member", evidence -> evidence.members.removeLast());
        assertFound(
                "a member without acceptance",
                evidence ->
                        evidence.members.add(new Member(new UUID(9, 9), ORGANIZATION, address("alan"), NOON, true)));
        assertFound(
                "a member without the grants",
                evidence -> evidence.members.set(
                        0, new Member(member("ada").value(), ORGANIZATION, address("ada"), NOON, false)));
        assertFound("joined twice", evidence -> evidence.acceptances.add(evidence.acceptances.getFirst()));
        assertFound(
                "a member by a request without seat",
                evidence -> evidence.redecide(1, acceptance -> withOriginal(acceptance, id(1))));
    }

    @Test
    void aMissingCounterIsFound() {
        assertFound("counters", evidence -> evidence.invitationSeats.clear());
        assertFound("counters", evidence -> evidence.organizationSeats.clear());
    }

    @Test
    void countersThatDoNotAgreeAreFound() {
        assertFound("counters", evidence -> evidence.invitationSeats.put(INVITATION, new Seats(4, 3)));
        assertFound("counters", evidence -> evidence.invitationSeats.put(INVITATION, new Seats(3, 2)));
        assertFound("counters", evidence -> evidence.organizationSeats.put(ORGANIZATION, 3));
    }
}
