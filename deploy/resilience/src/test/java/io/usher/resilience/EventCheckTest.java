package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.INVITATION;
import static io.usher.resilience.SmallEvidence.NOON;
import static io.usher.resilience.SmallEvidence.ORGANIZATION;
import static io.usher.resilience.SmallEvidence.address;
import static io.usher.resilience.SmallEvidence.assertFound;
import static io.usher.resilience.SmallEvidence.id;
import static io.usher.resilience.SmallEvidence.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Published;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each kind of wrong event is found. */
class EventCheckTest {

    @Test
    void aDecisionPublishedBeforeAnEarlierOneIsFound() {
        assertFound("published out of order", evidence -> evidence.events.addFirst(decision(evidence, 4)));
    }

    @Test
    void missingEventsAreFound() {
        for (int i = 0; i < new SmallEvidence().events.size(); i++) {
            int missing = i;
            if (new SmallEvidence().events.get(missing).event() instanceof OpsEvent) {
                continue;
            }
            assertFound("not published", evidence -> evidence.events.remove(missing));
        }
        assertFound("not published", evidence -> evidence.unpublished = 1);
    }

    @Test
    void eventsWithoutRowAreFound() {
        assertFound("published, not stored", evidence -> evidence.acceptances.removeLast());
        assertFound("published, not stored", evidence -> evidence.messages.remove(message(1)));
    }

    @Test
    void aRepeatOfTheSameContentPasses() {
        SmallEvidence evidence = new SmallEvidence();
        evidence.events.addAll(List.copyOf(evidence.events));
        assertThat(evidence.violations()).isEmpty();
    }

    @Test
    void aRepeatOfOtherContentIsFound() {
        assertFound("a repeat of other content", evidence -> evidence.events.add(otherDecision(4)));
    }

    @Test
    void anEventWithAnotherOutcomeIsFound() {
        assertFound("published, stored otherwise", evidence -> evidence.events.add(otherDecision(3)));
    }

    @Test
    void aLimitThatIsNotReportedOnceIsFound() {
        OpsQuotaFull full = new OpsQuotaFull(INVITATION, ORGANIZATION, 2, NOON);
        assertFound(
                "limits reported",
                evidence -> evidence.events.removeIf(event -> event.event().equals(full)));
        assertFound("limits reported", evidence -> evidence.reached(1, "quota-full", full));
        assertFound("limits reported", evidence -> evidence.plans.put(ORGANIZATION, 2));
        assertFound("published, not stored", evidence -> evidence.reached(4, "quota-full", full));
    }

    private static Published decision(SmallEvidence evidence, int number) {
        return evidence.events.stream()
                .filter(event -> event.id().equals(id(number) + ".decided"))
                .findFirst()
                .orElseThrow();
    }

    private static Published otherDecision(int number) {
        return new Published(
                Topic.ACCEPTANCES_DECIDED.topicName(),
                id(number) + ".decided",
                new AcceptanceRejected(
                        id(number),
                        INVITATION,
                        ORGANIZATION,
                        address("edsger"),
                        null,
                        null,
                        NOON,
                        NOON,
                        RejectionReason.NOT_INVITED,
                        null));
    }
}
