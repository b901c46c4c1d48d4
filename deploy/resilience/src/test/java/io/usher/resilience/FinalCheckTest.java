package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.INVITATION;
import static io.usher.resilience.SmallEvidence.NOON;
import static io.usher.resilience.SmallEvidence.ORGANIZATION;
import static io.usher.resilience.SmallEvidence.address;
import static io.usher.resilience.SmallEvidence.id;
import static io.usher.resilience.SmallEvidence.member;
import static io.usher.resilience.SmallEvidence.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Evidence.Message;
import io.usher.resilience.Evidence.Position;
import io.usher.resilience.Evidence.Published;
import io.usher.resilience.Evidence.Seats;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The check of everything is held to finding each kind of fault. */
class FinalCheckTest {

    private static void assertFound(String clause, Consumer<SmallEvidence> fault) {
        SmallEvidence evidence = new SmallEvidence();
        fault.accept(evidence);
        assertThat(evidence.violations()).anySatisfy(line -> assertThat(line).startsWith(clause + ": "));
    }

    @Test
    void evidenceWithoutFaultPasses() {
        assertThat(new SmallEvidence().violations()).isEmpty();
    }

    @Test
    void anAcknowledgedRequestThatIsNotInTheLogIsFound() {
        assertFound("acknowledged, not in the log", evidence -> evidence.log.removeLast());
    }

    @Test
    void twoAnswersWithOneIdAreFound() {
        assertFound("acknowledged twice", evidence -> evidence.answers.add(evidence.answers.getFirst()));
    }

    @Test
    void anAnswerWithTheIdOfAnotherRequestIsFound() {
        assertFound(
                "acknowledged, another request in the log",
                evidence -> evidence.answers.set(
                        0, new Asked(0, INVITATION, address("grace"), NOON, NOON, 202, "", id(1))));
    }

    @Test
    void anUnexpectedStatusIsFound() {
        assertFound(
                "answer",
                evidence -> evidence.answers.add(new Asked(9, INVITATION, address("ada"), NOON, NOON, 500, "", null)));
    }

    @Test
    void aRequestThatWasRefusedAtOnceAndIsInTheLogIsFound() {
        assertFound("refused at once, in the log", evidence -> {
            Asked asked = evidence.answers.getFirst();
            evidence.answers.set(
                    0, new Asked(0, asked.invitation(), asked.email(), NOON, NOON, 429, "too-many-requests", null));
        });
    }

    @Test
    void aMissingDecisionIsFound() {
        assertFound("no decision", evidence -> evidence.acceptances.removeLast());
    }

    @Test
    void aRequestWithoutAnswerNeedNotBeInTheLog() {
        SmallEvidence evidence = new SmallEvidence();
        evidence.answers.add(new Asked(9, INVITATION, address("alan"), NOON, NOON, 0, "", null));
        assertThat(evidence.violations()).isEmpty();
    }

    @Test
    void aDecisionWithoutRequestIsFound() {
        assertFound("a decision without request", evidence -> evidence.log.removeFirst());
    }

    @Test
    void twoDecisionsAreFound() {
        assertFound("several decisions", evidence -> evidence.acceptances.add(evidence.acceptances.getFirst()));
    }

    @Test
    void aSeatTooManyIsFound() {
        assertFound("a seat too many", evidence -> evidence.quota = 1);
        assertFound("a seat too many", evidence -> evidence.plans.put(ORGANIZATION, 1));
    }

    @Test
    void aSeatTooFewIsFound() {
        assertFound("refused without reason", evidence -> evidence.quota = 3);
        assertFound("seats granted", evidence -> evidence.quota = 3);
    }

    @Test
    void aRefusalForWantOfSeatsThatAreThereIsFound() {
        assertFound("refused without reason", evidence -> {
            evidence.plans.put(ORGANIZATION, 3);
            evidence.redecide(4, refused(RejectionReason.NO_SEATS_LEFT));
        });
    }

    @Test
    void swappedOrderIsFound() {
        assertFound("not in log order", evidence -> Collections.swap(evidence.log, 0, 2));
    }

    @Test
    void aDecisionPublishedBeforeAnEarlierOneIsFound() {
        assertFound("published out of order", evidence -> evidence.events.addFirst(decision(evidence, 4)));
    }

    @Test
    void aSecondAnswerThatIsNotTheFirstOneIsFound() {
        assertFound(
                "asked again, not answered with the first outcome",
                evidence -> evidence.redecide(2, refused(RejectionReason.QUOTA_FULL)));
        assertFound(
                "repeats what holds no seat",
                evidence -> evidence.redecide(1, acceptance -> withOriginal(acceptance, id(3))));
    }

    @Test
    void anAdmissionAfterTheExpiryIsFound() {
        assertFound("admitted after the expiry", evidence -> evidence.expiresAt = NOON.plusMillis(2));
    }

    @Test
    void aRefusalBeforeTheExpiryIsFound() {
        assertFound("refused without reason", evidence -> {
            evidence.expiresAt = NOON.plusSeconds(1);
            evidence.redecide(4, refused(RejectionReason.INVITATION_EXPIRED));
        });
    }

    @Test
    void anAdmissionAfterTheAnswerToTheSwitchIsFound() {
        assertFound(
                "admitted after it was disabled",
                evidence ->
                        evidence.changes.add(new Change(INVITATION, null, NOON.minusSeconds(1), NOON.plusMillis(2))));
    }

    @Test
    void anAdmissionWhileTheSwitchIsUnderWayIsRight() {
        SmallEvidence evidence = new SmallEvidence();
        evidence.changes.add(new Change(INVITATION, null, NOON.minusSeconds(1), NOON.plusMillis(3)));
        assertThat(evidence.violations()).isEmpty();
    }

    @Test
    void aRefusalOfWhatWasNeverDisabledIsFound() {
        assertFound(
                "refused without reason",
                evidence -> evidence.redecide(4, refused(RejectionReason.INVITATION_DISABLED)));
    }

    @Test
    void aRefusalByTheOldQuotaAfterTheNewOneWasAnsweredIsFound() {
        assertFound(
                "refused without reason",
                evidence ->
                        evidence.changes.add(new Change(INVITATION, 3, NOON.minusSeconds(2), NOON.minusSeconds(1))));
    }

    @Test
    void anUntrueRefusalByTheApiIsFound() {
        assertFound(
                "refused by the API without reason",
                evidence -> evidence.answers.add(
                        new Asked(9, INVITATION, address("alan"), NOON, NOON, 409, "no-seats-left", null)));
        assertFound("refused by the API without reason", evidence -> {
            evidence.expiresAt = NOON.plusSeconds(1);
            evidence.answers.add(
                    new Asked(9, INVITATION, address("alan"), NOON, NOON, 409, "invitation-expired", null));
        });
    }

    @Test
    void aRefusalByTheApiBeforeTheSeatsAreTakenIsFound() {
        Instant tooEarly = NOON.plusMillis(2);
        assertFound(
                "refused by the API without reason",
                evidence -> evidence.answers.add(
                        new Asked(9, INVITATION, address("alan"), NOON, tooEarly, 409, "quota-full", null)));
        assertFound("refused by the API without reason", evidence -> {
            evidence.plans.put(ORGANIZATION, 2);
            evidence.answers.add(new Asked(9, INVITATION, address("alan"), NOON, tooEarly, 409, "no-seats-left", null));
        });
    }

    @Test
    void aRefusalBeforeTheLastSeatOfThePlanIsTakenIsFound() {
        assertFound("refused without reason", evidence -> {
            evidence.plans.put(ORGANIZATION, 2);
            evidence.redecide(4, refused(RejectionReason.NO_SEATS_LEFT));
            evidence.members.replaceAll(
                    member -> new Member(member.id(), ORGANIZATION, member.address(), NOON.plusSeconds(1), true));
        });
    }

    @Test
    void aMissingCounterIsFound() {
        assertFound("counters", evidence -> evidence.invitationSeats.clear());
        assertFound("counters", evidence -> evidence.organizationSeats.clear());
    }

    @Test
    void aTrueRefusalByTheApiIsRight() {
        SmallEvidence evidence = new SmallEvidence();
        Instant soldOut = NOON.plusMillis(3);
        evidence.plans.put(ORGANIZATION, 2);
        Milestone.ofSeats()
                .forEach(share -> evidence.reached(
                        3, share.wireName(), new OpsSeatsThreshold(ORGANIZATION, share.percent(), 2, NOON)));
        evidence.answers.add(new Asked(9, INVITATION, address("alan"), NOON, soldOut, 409, "quota-full", null));
        evidence.answers.add(new Asked(10, INVITATION, address("alan"), NOON, soldOut, 409, "no-seats-left", null));
        assertThat(evidence.violations()).isEmpty();
    }

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
    void countersThatDoNotAgreeAreFound() {
        assertFound("counters", evidence -> evidence.invitationSeats.put(INVITATION, new Seats(4, 3)));
        assertFound("counters", evidence -> evidence.invitationSeats.put(INVITATION, new Seats(3, 2)));
        assertFound("counters", evidence -> evidence.organizationSeats.put(ORGANIZATION, 3));
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
    void aLimitThatIsNotReportedOnceIsFound() {
        OpsQuotaFull full = new OpsQuotaFull(INVITATION, ORGANIZATION, 2, NOON);
        assertFound(
                "limits reported",
                evidence -> evidence.events.removeIf(event -> event.event().equals(full)));
        assertFound("limits reported", evidence -> evidence.reached(1, "quota-full", full));
        assertFound("limits reported", evidence -> evidence.plans.put(ORGANIZATION, 2));
        assertFound("published, not stored", evidence -> evidence.reached(4, "quota-full", full));
    }

    @Test
    void eventsOfNothingAreFound() {
        assertFound("published, not stored", evidence -> evidence.acceptances.removeLast());
        assertFound("published, not stored", evidence -> evidence.messages.remove(message(1)));
    }

    @Test
    void aRepeatOfTheSameContentIsRight() {
        SmallEvidence evidence = new SmallEvidence();
        evidence.events.addAll(List.copyOf(evidence.events));
        assertThat(evidence.violations()).isEmpty();
    }

    @Test
    void aRepeatOfOtherContentIsFound() {
        assertFound("a repeat of other content", evidence -> evidence.events.add(otherDecision(4)));
    }

    @Test
    void anEventThatSaysAnotherOutcomeIsFound() {
        assertFound("published, stored otherwise", evidence -> evidence.events.add(otherDecision(3)));
    }

    @Test
    void missingAndNeedlessMessagesAreFound() {
        assertFound("no message", evidence -> evidence.messages.remove(message(1)));
        assertFound("two messages", evidence -> evidence.messages.put(message(9), evidence.stored(1)));
        assertFound(
                "a message for nothing",
                evidence -> evidence.messages.put(message(9), new Message("welcome/nobody", address("ada"), "sent")));
    }

    @Test
    void missingDoubledAndStrayMailsAreFound() {
        assertFound("no mail", evidence -> evidence.mails.removeFirst());
        assertFound("mails again", evidence -> evidence.mails.add(evidence.mails.getFirst()));
        assertFound("a mail for nothing", evidence -> evidence.mails.add(new MailSink.Mail("spam", address("ada"))));
        assertFound(
                "a mail to somebody else",
                evidence -> evidence.mails.set(0, new MailSink.Mail(message(1).toString(), address("grace"))));
    }

    @Test
    void aPositionBeforeTheEndOfTheLogIsFound() {
        assertFound("position", evidence -> evidence.positions.add(new Position(1, 3, 4)));
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
                        RejectionReason.NOT_INVITED));
    }

    private static Acceptance withOriginal(Acceptance before, AcceptanceId original) {
        return new Acceptance(
                before.id(),
                before.organization(),
                before.invitation(),
                before.ordinal(),
                before.address(),
                true,
                null,
                original,
                before.joined(),
                before.decidedAt(),
                before.offset());
    }

    private static UnaryOperator<Acceptance> refused(RejectionReason reason) {
        return before -> new Acceptance(
                before.id(),
                before.organization(),
                before.invitation(),
                before.ordinal(),
                before.address(),
                false,
                reason.wireName(),
                null,
                false,
                before.decidedAt(),
                before.offset());
    }
}
