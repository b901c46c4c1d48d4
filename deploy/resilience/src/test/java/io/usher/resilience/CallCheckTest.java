package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.INVITATION;
import static io.usher.resilience.SmallEvidence.NOON;
import static io.usher.resilience.SmallEvidence.ORGANIZATION;
import static io.usher.resilience.SmallEvidence.address;
import static io.usher.resilience.SmallEvidence.assertFound;
import static io.usher.resilience.SmallEvidence.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.Milestone;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Each kind of wrong answer of the API is found. */
class CallCheckTest {

    @Test
    void anAcknowledgedRequestThatIsNotInTheLogIsFound() {
        assertFound("acknowledged, not in the log", evidence -> evidence.log.removeLast());
    }

    @Test
    void twoAnswersWithOneIdAreFound() {
        assertFound("acknowledged twice", evidence -> evidence.calls.add(evidence.calls.getFirst()));
    }

    @Test
    void anAnswerWithTheIdOfAnotherRequestIsFound() {
        assertFound(
                "acknowledged, another request in the log",
                evidence -> evidence.calls.set(
                        0, new Call(0, INVITATION, address("grace"), NOON, NOON, NOON, 202, "", id(1))));
    }

    @Test
    void anUnexpectedStatusIsFound() {
        assertFound(
                "answer",
                evidence ->
                        evidence.calls.add(new Call(9, INVITATION, address("ada"), NOON, NOON, NOON, 500, "", null)));
    }

    @Test
    void aRefusedRequestThatIsInTheLogIsFound() {
        assertFound("refused at once, in the log", evidence -> {
            Call call = evidence.calls.getFirst();
            evidence.calls.set(
                    0, new Call(0, call.invitation(), call.email(), NOON, NOON, NOON, 429, "too-many-requests", null));
        });
    }

    @Test
    void aRequestWithoutAnswerNeedNotBeInTheLog() {
        SmallEvidence evidence = new SmallEvidence();
        evidence.calls.add(new Call(9, INVITATION, address("alan"), NOON, NOON, NOON, 0, "", null));
        assertThat(evidence.violations()).isEmpty();
    }

    @Test
    void anUntrueRefusalByTheApiIsFound() {
        assertFound(
                "refused by the API without reason",
                evidence -> evidence.calls.add(
                        new Call(9, INVITATION, address("alan"), NOON, NOON, NOON, 409, "no-seats-left", null)));
        assertFound("refused by the API without reason", evidence -> {
            evidence.expiresAt = NOON.plusSeconds(1);
            evidence.calls.add(
                    new Call(9, INVITATION, address("alan"), NOON, NOON, NOON, 409, "invitation-expired", null));
        });
    }

    @Test
    void aRefusalByTheApiBeforeTheSeatsAreTakenIsFound() {
        Instant tooEarly = NOON.plusMillis(2);
        assertFound(
                "refused by the API without reason",
                evidence -> evidence.calls.add(
                        new Call(9, INVITATION, address("alan"), NOON, NOON, tooEarly, 409, "quota-full", null)));
        assertFound("refused by the API without reason", evidence -> {
            evidence.plans.put(ORGANIZATION, 2);
            evidence.calls.add(
                    new Call(9, INVITATION, address("alan"), NOON, NOON, tooEarly, 409, "no-seats-left", null));
        });
    }

    @Test
    void aTrueRefusalByTheApiPasses() {
        SmallEvidence evidence = new SmallEvidence();
        Instant soldOut = NOON.plusMillis(3);
        evidence.plans.put(ORGANIZATION, 2);
        Milestone.ofSeats()
                .forEach(share -> evidence.reached(
                        3, share.wireName(), new OpsSeatsThreshold(ORGANIZATION, share.percent(), 2, NOON)));
        evidence.calls.add(new Call(9, INVITATION, address("alan"), NOON, NOON, soldOut, 409, "quota-full", null));
        evidence.calls.add(new Call(10, INVITATION, address("alan"), NOON, NOON, soldOut, 409, "no-seats-left", null));
        assertThat(evidence.violations()).isEmpty();
    }
}
