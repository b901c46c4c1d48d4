package io.usher.api.acceptances.following;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.Log;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.Requests;
import io.usher.api.acceptances.TestInvitation;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.http.problem.Refusal.TooMany;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FollowingAcceptancesTest {

    private final TestInvitation invitation = TestInvitation.publicOne();
    private final AcceptanceId id = new AcceptanceId(UUID.randomUUID());
    private final Acceptance pending =
            Acceptance.pending(Requests.of(id.value(), invitation, "ada@example.com"), Instant.EPOCH);
    private final Caller caller =
            Caller.program("key:1", invitation.organization(), Set.of(Permission.ACCEPTANCES_WRITE));
    private final AwaitedDecisions decisions = new AwaitedDecisions(10, 1);
    private final Log log = new Log();
    private final Store store = new Store();

    private final FollowingAcceptances following = new FollowingAcceptances(
            new Unused(), log, store, decisions, FollowingAcceptancesTest::require, Duration.ofMillis(100));

    private static Mono<Void> require(
            Caller caller, OrganizationId organization, InvitationId invitation, Action action) {
        return Mono.fromRunnable(() -> caller.in(organization).require(action));
    }

    @Test
    void whoAsksForWhatIsNotTheirsTakesNoPlace() {
        log.pending.put(id, pending);
        Caller stranger =
                Caller.program("key:2", new OrganizationId(UUID.randomUUID()), Set.of(Permission.ACCEPTANCES_WRITE));
        StepVerifier.create(following.follow(stranger, Optional.empty(), id)).verifyComplete();
        StepVerifier.withVirtualTime(
                        () -> following.follow(caller, Optional.empty(), new AcceptanceId(UUID.randomUUID())))
                .expectSubscription()
                .then(() -> assertThat(decisions.size()).isZero())
                .thenAwait(Duration.ofSeconds(1))
                .verifyComplete();
    }

    @Test
    void oneTenantDoesNotTakeAllPlaces() {
        log.pending.put(id, pending);
        StepVerifier.create(following.follow(caller, Optional.empty(), id))
                .expectNext(pending)
                .then(() -> StepVerifier.create(following.follow(caller, Optional.empty(), id))
                        .verifyError(TooMany.class))
                .thenCancel()
                .verify();
        assertThat(decisions.size()).isZero();
    }

    @Test
    void aDecisionBetweenTheLookAndTheRegistrationIsNotMissed() {
        log.pending.put(id, pending);
        store.afterFirstLook = () -> store.decided.put(id, accepted());
        StepVerifier.create(following.follow(caller, Optional.empty(), id))
                .expectNext(pending)
                .expectNext(accepted())
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void aDecisionWhoseEventIsLostIsFoundLater() {
        log.pending.put(id, pending);
        StepVerifier.withVirtualTime(() -> following.follow(caller, Optional.empty(), id))
                .expectNext(pending)
                .thenAwait(Duration.ofSeconds(30))
                .then(() -> {
                    log.pending.clear();
                    store.decided.put(id, accepted());
                })
                .thenAwait(Duration.ofSeconds(10))
                .expectNext(accepted())
                .verifyComplete();
        assertThat(store.looks).isEqualTo(3);
    }

    @Test
    void anUnknownOneCostsTwoLooks() {
        StepVerifier.withVirtualTime(() -> following.find(caller, id))
                .thenAwait(Duration.ofSeconds(1))
                .verifyComplete();
        assertThat(store.looks).isEqualTo(2);
    }

    @Test
    void whatAnotherInstanceHasJustAcknowledgedIsFound() {
        StepVerifier.withVirtualTime(() -> following.find(caller, id))
                .expectSubscription()
                .then(() -> log.pending.put(id, pending))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(pending)
                .verifyComplete();
        assertThat(store.looks).isOne();
    }

    @Test
    void whatWasDecidedMomentsAgoIsNotPendingAnyMore() {
        EmailAddress ada = EmailAddress.parse("ada@example.com").orElseThrow();
        log.pending.put(id, pending);
        StepVerifier.create(following.pendingOf(ada)).expectNext(pending).verifyComplete();

        store.decided.put(id, accepted());

        StepVerifier.create(following.pendingOf(ada)).verifyComplete();
    }

    @Test
    void whateverSomebodyHasAskedForIsLookedUpOnce() {
        EmailAddress ada = EmailAddress.parse("ada@example.com").orElseThrow();
        for (int other = 0; other < 5; other++) {
            Acceptance request = Acceptance.pending(
                    Requests.of(UUID.randomUUID(), TestInvitation.publicOne(), "ada@example.com"), Instant.EPOCH);
            log.pending.put(request.id(), request);
        }
        StepVerifier.create(following.pendingOf(ada)).expectNextCount(5).verifyComplete();
        assertThat(store.looks).isOne();

        StepVerifier.create(following.pendingOf(ada, invitation.id())).verifyComplete();
        assertThat(store.looks).as("nothing is pending for this invitation").isOne();

        log.pending.put(id, pending);
        StepVerifier.create(following.pendingOf(ada, invitation.id()))
                .expectNext(pending)
                .verifyComplete();
        assertThat(store.looks).isEqualTo(2);
    }

    private Acceptance accepted() {
        return new Acceptance(
                id,
                invitation.id(),
                invitation.organization(),
                "ada@example.com",
                Outcome.ACCEPTED,
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                pending.granted(),
                pending.skipped());
    }

    private static final class Log implements PendingRequests {

        private final Map<AcceptanceId, Acceptance> pending = new HashMap<>();

        @Override
        public Optional<Acceptance> find(AcceptanceId id) {
            return Optional.ofNullable(pending.get(id));
        }

        @Override
        public Mono<Void> dropDecided() {
            return Mono.empty();
        }

        @Override
        public Stream<Acceptance> of(InvitationId invitation, AcceptanceFilter filter) {
            return Stream.empty();
        }

        @Override
        public Stream<Acceptance> of(EmailAddress person) {
            return pending.values().stream();
        }

        @Override
        public boolean complete() {
            return true;
        }
    }

    private static final class Store implements Acceptances {

        private final Map<AcceptanceId, Acceptance> decided = new HashMap<>();
        private Runnable afterFirstLook = () -> {};
        private int looks;

        @Override
        public Mono<Acceptance> find(AcceptanceId id) {
            return Mono.fromSupplier(() -> {
                looks++;
                Acceptance found = decided.get(id);
                afterFirstLook.run();
                return found;
            });
        }

        @Override
        public Mono<Set<AcceptanceId>> among(Collection<AcceptanceId> ids) {
            return Mono.fromSupplier(() -> {
                looks++;
                return ids.stream().filter(decided::containsKey).collect(toSet());
            });
        }

        @Override
        public Mono<Set<Use>> held(Collection<Use> uses) {
            return Mono.just(Set.of());
        }

        @Override
        public Mono<Found> of(InvitationId invitation, AcceptanceFilter filter, long after, int limit) {
            return Mono.empty();
        }
    }

    private static final class Unused implements KnownInvitations {

        @Override
        public Mono<KnownInvitation> find(Caller caller, String idOrCode) {
            return Mono.empty();
        }

        @Override
        public Mono<Current> current(Collection<KnownInvitation> known) {
            return Mono.empty();
        }
    }
}
