package io.usher.api.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.commands.AwaitedDecisions.Waiter;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class AwaitedDecisionsTest {

    private static final Caller CALLER = caller("1", null);

    private final AwaitedDecisions decisions = new AwaitedDecisions(2, 2);
    private final UUID acceptance = UUID.randomUUID();

    @Test
    void aDecisionThatComesBeforeItIsLookedForIsKept() {
        try (Waiter waiter = decisions.register(CALLER, acceptance).orElseThrow()) {
            decisions.decided(acceptance, rejected());
            StepVerifier.create(waiter.decision()).expectNext(rejected()).verifyComplete();
        }
    }

    @Test
    void everybodyWhoWaitsGetsTheDecision() {
        try (Waiter one = decisions.register(CALLER, acceptance).orElseThrow();
                Waiter other = decisions.register(CALLER, acceptance).orElseThrow()) {
            decisions.decided(acceptance, rejected());
            decisions.decided(acceptance, rejected());
            StepVerifier.create(one.decision().concatWith(other.decision()))
                    .expectNextCount(2)
                    .verifyComplete();
        }
    }

    @Test
    void noMoreWaitThanAreAllowed() {
        Waiter one = decisions.register(CALLER, acceptance).orElseThrow();
        Waiter other = decisions.register(CALLER, UUID.randomUUID()).orElseThrow();
        assertThat(decisions.register(CALLER, acceptance)).isEmpty();
        other.close();
        other.close();
        assertThat(decisions.size()).isEqualTo(1);
        assertThat(decisions.register(CALLER, acceptance)).isPresent();
        assertThat(decisions.register(CALLER, acceptance)).isEmpty();
        one.close();
    }

    @Test
    void theKeysOfOneOrganizationDoNotTakeAllPlaces() {
        AwaitedDecisions shared = new AwaitedDecisions(10, 2);
        OrganizationId organization = new OrganizationId(UUID.randomUUID());
        Waiter one = shared.register(caller("1", organization), acceptance).orElseThrow();
        assertThat(shared.register(caller("2", organization), acceptance)).isPresent();
        assertThat(shared.register(caller("3", organization), acceptance)).isEmpty();
        assertThat(shared.register(CALLER, acceptance)).isPresent();
        assertThat(shared.size()).isEqualTo(3);
        one.close();
        assertThat(shared.register(caller("3", organization), acceptance)).isPresent();
    }

    private static Caller caller(String key, @Nullable OrganizationId organization) {
        return Caller.program("key:" + key, organization, Set.of());
    }

    @Test
    void whoLeavesLeavesNothingBehind() {
        decisions.register(CALLER, acceptance).orElseThrow().close();
        assertThat(decisions.size()).isZero();
        assertThat(decisions.isIdle()).isTrue();
        assertThat(decisions.isAwaited(acceptance)).isFalse();
    }

    @Test
    void whenTheProgramEndsNobodyWaitsAnyMore() {
        try (Waiter before = decisions.register(CALLER, acceptance).orElseThrow()) {
            decisions.release();
            try (Waiter after = decisions.register(CALLER, acceptance).orElseThrow()) {
                StepVerifier.create(before.decision().concatWith(after.decision()))
                        .verifyComplete();
            }
        }
    }

    private AcceptanceRejected rejected() {
        return new AcceptanceRejected(
                new AcceptanceId(acceptance),
                new InvitationId(acceptance),
                new OrganizationId(acceptance),
                "ada@example.com",
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                RejectionReason.QUOTA_FULL,
                null);
    }
}
