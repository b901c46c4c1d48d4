package io.usher.api.accepting;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.accepting.AwaitedDecisions.Waiter;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class AwaitedDecisionsTest {

    private final AwaitedDecisions decisions = new AwaitedDecisions(2);
    private final AcceptanceId acceptance = new AcceptanceId(UUID.randomUUID());

    @Test
    void aDecisionThatComesBeforeItIsLookedForIsKept() {
        try (Waiter waiter = decisions.register(acceptance).orElseThrow()) {
            decisions.decided(rejected());
            StepVerifier.create(waiter.decision().map(Acceptance::outcome))
                    .expectNext(Outcome.REJECTED)
                    .verifyComplete();
        }
    }

    @Test
    void everybodyWhoWaitsIsTold() {
        try (Waiter one = decisions.register(acceptance).orElseThrow();
                Waiter other = decisions.register(acceptance).orElseThrow()) {
            decisions.decided(rejected());
            decisions.decided(rejected());
            StepVerifier.create(one.decision().concatWith(other.decision()))
                    .expectNextCount(2)
                    .verifyComplete();
        }
    }

    @Test
    void noMoreWaitThanAreAllowed() {
        Waiter one = decisions.register(acceptance).orElseThrow();
        Waiter other = decisions.register(new AcceptanceId(UUID.randomUUID())).orElseThrow();
        assertThat(decisions.register(acceptance)).isEmpty();
        other.close();
        other.close();
        assertThat(decisions.size()).isEqualTo(1);
        assertThat(decisions.register(acceptance)).isPresent();
        assertThat(decisions.register(acceptance)).isEmpty();
        one.close();
    }

    @Test
    void whoLeavesLeavesNothingBehind() {
        decisions.register(acceptance).orElseThrow().close();
        assertThat(decisions.size()).isZero();
        assertThat(decisions.isIdle()).isTrue();
        assertThat(decisions.isAwaited(acceptance.value())).isFalse();
    }

    @Test
    void whenTheProgramEndsNobodyWaitsAnyMore() {
        try (Waiter before = decisions.register(acceptance).orElseThrow()) {
            decisions.release();
            try (Waiter after = decisions.register(acceptance).orElseThrow()) {
                StepVerifier.create(before.decision().concatWith(after.decision()))
                        .verifyComplete();
            }
        }
    }

    private AcceptanceRejected rejected() {
        return new AcceptanceRejected(
                acceptance,
                new InvitationId(UUID.randomUUID()),
                new OrganizationId(UUID.randomUUID()),
                "ada@example.com",
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                RejectionReason.QUOTA_FULL);
    }
}
