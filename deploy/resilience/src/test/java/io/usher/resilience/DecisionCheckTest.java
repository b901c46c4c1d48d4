package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.INVITATION;
import static io.usher.resilience.SmallEvidence.NOON;
import static io.usher.resilience.SmallEvidence.ORGANIZATION;
import static io.usher.resilience.SmallEvidence.assertFound;
import static io.usher.resilience.SmallEvidence.id;
import static io.usher.resilience.SmallEvidence.withOriginal;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.RejectionReason;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import java.util.Collections;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each kind of wrong decision is found. */
class DecisionCheckTest {

    @Test
    void aMissingDecisionIsFound() {
        assertFound("no decision", evidence -> evidence.acceptances.removeLast());
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
    void aRefusalAlthoughThePlanHasSeatsIsFound() {
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
    void aRepeatedRequestWithAnotherOutcomeIsFound() {
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
    void anAdmissionAfterDisablingWasAcknowledgedIsFound() {
        assertFound(
                "admitted after it was disabled",
                evidence ->
                        evidence.changes.add(new Change(INVITATION, null, NOON.minusSeconds(1), NOON.plusMillis(2))));
    }

    @Test
    void anAdmissionBeforeDisablingIsAcknowledgedPasses() {
        SmallEvidence evidence = new SmallEvidence();
        evidence.changes.add(new Change(INVITATION, null, NOON.minusSeconds(1), NOON.plusMillis(3)));
        assertThat(evidence.violations()).isEmpty();
    }

    @Test
    void aRefusalByAnInvitationThatWasNeverDisabledIsFound() {
        assertFound(
                "refused without reason",
                evidence -> evidence.redecide(4, refused(RejectionReason.INVITATION_DISABLED)));
    }

    @Test
    void aRefusalByTheOldQuotaAfterTheChangeWasAcknowledgedIsFound() {
        assertFound(
                "refused without reason",
                evidence ->
                        evidence.changes.add(new Change(INVITATION, 3, NOON.minusSeconds(2), NOON.minusSeconds(1))));
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
