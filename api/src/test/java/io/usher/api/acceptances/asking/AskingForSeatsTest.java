package io.usher.api.acceptances.asking;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.TestInvitation;
import io.usher.api.acceptances.asking.Answer.Decided;
import io.usher.api.acceptances.asking.Answer.Queued;
import io.usher.api.acceptances.asking.Answer.Refused;
import io.usher.api.acceptances.asking.RequestQueue.Placement;
import io.usher.api.acceptances.asking.RequestQueue.Placement.Placed;
import io.usher.api.acceptances.asking.RequestQueue.Placement.TooMany;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.commands.Digest;
import io.usher.api.commands.EarlierRequests;
import io.usher.api.commands.KeyUse;
import io.usher.api.commands.OncePerKey;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class AskingForSeatsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant APPENDED = NOW.plusMillis(7);
    private static final Duration NO_WAIT = Duration.ZERO;

    private final TestInvitation invitation = TestInvitation.publicOne();
    private final Caller caller =
            Caller.program("key:1", invitation.organization(), Set.of(Permission.ACCEPTANCES_WRITE));
    private final AwaitedDecisions decisions = new AwaitedDecisions(10, 10);
    private final List<AcceptanceRequested> queued = new ArrayList<>();
    private final Map<AcceptanceId, Acceptance> stored = new HashMap<>();

    private KnownInvitation known = invitation.known();
    private final Set<String> accepted = new HashSet<>();
    private Mono<Placement> placement = Mono.just(new Placed(0, 0, APPENDED));

    private final Known invitations = new Known();
    private final Decisions decided = new Decisions();

    private final AskingForSeats asking = new AskingForSeats(
            invitations,
            new Refusals(invitations, decided, refused -> {}, Duration.ofSeconds(5), Clock.fixed(NOW, ZoneOffset.UTC)),
            (request, use) -> Mono.defer(() -> {
                queued.add(request);
                return placement;
            }),
            new OncePerKey(new Earlier()),
            new WaitingForDecisions(decisions, decided),
            UUID::randomUUID);

    @Test
    void aRequestIsToldTheTimeOfTheBroker() {
        Queued answer = (Queued) ask(request());
        assertThat(answer.acceptance().requestedAt()).isEqualTo(APPENDED);
        assertThat(answer.acceptance().id()).isEqualTo(queued.getFirst().acceptance());
        assertThat(answer.waited()).isFalse();
    }

    @Test
    void aRefusalThatIsConfirmedLeavesNothing() {
        known = invitation.disabled().known();
        assertThat(ask(request())).isEqualTo(new Refused(SeatRefusals.of(RejectionReason.INVITATION_DISABLED)));
        assertThat(queued).isEmpty();
    }

    /** The worker answers with the outcome that this person has. */
    @Test
    void whoWasAcceptedBeforeIsNotRefusedWhateverBecameOfTheInvitation() {
        accepted.add("ada@example.com");
        known = invitation.disabled().known();
        assertThat(ask(request())).isInstanceOf(Queued.class);
    }

    @Test
    void theInvitationOfAnotherOrganizationDoesNotExist() {
        Caller stranger =
                Caller.program("key:2", new OrganizationId(UUID.randomUUID()), Set.of(Permission.ACCEPTANCES_WRITE));
        assertThat(asking.ask(stranger, request()).block()).isEqualTo(new Refused(SeatRefusals.NO_SUCH_INVITATION));
        assertThat(queued).isEmpty();
    }

    @Test
    void whatTheQueueDoesNotConfirmIsNoPromise() {
        placement = Mono.just(new Placement.Unconfirmed());
        assertThat(ask(request())).isEqualTo(new Refused(SeatRefusals.UNCONFIRMED));
        placement = Mono.just(new TooMany());
        assertThat(ask(request())).isEqualTo(new Refused(SeatRefusals.OVERLOADED));
    }

    @Test
    void aRepeatUnderAKeyGetsTheSameAnswerAndQueuesNothing() {
        Queued first = (Queued) ask(request("k", "ada@example.com", NO_WAIT));
        placement = Mono.just(new Placed(0, 1, APPENDED.plusSeconds(5)));
        Queued second = (Queued) ask(request("k", "ada@example.com", NO_WAIT));
        assertThat(second.acceptance()).isEqualTo(first.acceptance());
        assertThat(second.repeated()).isTrue();
        assertThat(queued).hasSize(1);
    }

    @Test
    void aRepeatIsAnsweredAlsoWhenItWouldBeRefusedByNow() {
        Queued first = (Queued) ask(request("k", "ada@example.com", NO_WAIT));
        known = invitation.disabled().known();
        assertThat(((Queued) ask(request("k", "ada@example.com", NO_WAIT))).acceptance())
                .isEqualTo(first.acceptance());
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        ask(request("k", "ada@example.com", NO_WAIT));
        assertThat(ask(request("k", "bob@example.com", NO_WAIT))).isEqualTo(new Refused(Refusal.KEY_REUSED));
    }

    @Test
    void aRefusalIsRepeatedUnderItsKey() {
        known = invitation.disabled().known();
        Answer first = ask(request("k", "ada@example.com", NO_WAIT));
        known = invitation.known();

        assertThat(ask(request("k", "ada@example.com", NO_WAIT)))
                .isEqualTo(first)
                .isEqualTo(new Refused(SeatRefusals.of(RejectionReason.INVITATION_DISABLED)));
        assertThat(ask(request("k", "bob@example.com", NO_WAIT))).isEqualTo(new Refused(Refusal.KEY_REUSED));
        assertThat(queued).isEmpty();
        assertThat(ask(request())).as("without the key").isInstanceOf(Queued.class);
    }

    @Test
    void twoAtOnceUnderOneKeyAreOneRequest() {
        Sinks.One<Placement> broker = Sinks.one();
        placement = broker.asMono();
        Mono<Answer> one = asking.ask(caller, request("k", "ada@example.com", NO_WAIT));
        Mono<Answer> same = asking.ask(caller, request("k", "ada@example.com", NO_WAIT));
        Mono<Answer> other = asking.ask(caller, request("k", "bob@example.com", NO_WAIT));
        StepVerifier.create(Flux.merge(one, same, other))
                .expectNext(new Refused(Refusal.KEY_REUSED))
                .then(() -> broker.tryEmitValue(new Placed(0, 0, APPENDED)).orThrow())
                .expectNextCount(2)
                .verifyComplete();
        assertThat(queued).hasSize(1);
    }

    @Test
    void whatFailedUnderAKeyMayBeTriedAgain() {
        placement = Mono.just(new Placement.Unconfirmed());
        ask(request("k", "ada@example.com", NO_WAIT));
        placement = Mono.just(new Placed(0, 0, APPENDED));
        assertThat(ask(request("k", "ada@example.com", NO_WAIT))).isInstanceOf(Queued.class);
        assertThat(queued.get(0).acceptance()).isEqualTo(queued.get(1).acceptance());
    }

    @Test
    void whoWaitsIsToldTheDecision() {
        StepVerifier.create(asking.ask(caller, request(null, "ada@example.com", Duration.ofSeconds(5))))
                .then(() -> decisions.decided(queued.getFirst().acceptance().value(), rejected(queued.getFirst())))
                .assertNext(answer ->
                        assertThat(((Decided) answer).acceptance().reason()).isEqualTo(RejectionReason.NO_SEATS_LEFT))
                .verifyComplete();
        assertThat(decisions.size()).isZero();
    }

    @Test
    void whoWaitsInVainIsToldThatItIsPending() {
        StepVerifier.withVirtualTime(() -> asking.ask(caller, request(null, "ada@example.com", Duration.ofSeconds(5))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(4999))
                .thenAwait(Duration.ofMillis(1))
                .assertNext(answer -> assertThat(((Queued) answer).waited()).isTrue())
                .verifyComplete();
        assertThat(decisions.size()).isZero();
    }

    @Test
    void aDecisionWhoseEventWasMissedIsFoundAtTheEndOfTheWait() {
        StepVerifier.withVirtualTime(() -> asking.ask(caller, request(null, "ada@example.com", Duration.ofSeconds(5))))
                .expectSubscription()
                .then(() -> stored.put(queued.getFirst().acceptance(), Acceptance.of(rejected(queued.getFirst()))))
                .thenAwait(Duration.ofSeconds(5))
                .assertNext(answer -> assertThat(answer).isInstanceOf(Decided.class))
                .verifyComplete();
    }

    @Test
    void aRepeatThatWaitsIsToldADecisionThatIsThereAlready() {
        ask(request("k", "ada@example.com", NO_WAIT));
        stored.put(queued.getFirst().acceptance(), Acceptance.of(rejected(queued.getFirst())));
        assertThat(ask(request("k", "ada@example.com", Duration.ofSeconds(5)))).isInstanceOf(Decided.class);
    }

    /** The first one was made on another instance, or too long ago to be remembered. */
    @Test
    void aRepeatThatIsNotKnownAsOneIsToldAStoredDecisionWithinASecond() {
        StepVerifier.withVirtualTime(() -> asking.ask(caller, request("k", "ada@example.com", Duration.ofSeconds(30))))
                .expectSubscription()
                .then(() -> stored.put(queued.getFirst().acceptance(), Acceptance.of(rejected(queued.getFirst()))))
                .thenAwait(Duration.ofSeconds(1))
                .assertNext(answer -> assertThat(answer).isInstanceOf(Decided.class))
                .verifyComplete();
    }

    @Test
    void whoStopsWaitingLeavesNothingBehind() {
        StepVerifier.create(asking.ask(caller, request(null, "ada@example.com", Duration.ofSeconds(5))))
                .expectSubscription()
                .then(() -> assertThat(decisions.size()).isEqualTo(1))
                .thenCancel()
                .verify();
        assertThat(decisions.size()).isZero();
    }

    @CanIgnoreReturnValue
    private Answer ask(SeatRequest request) {
        return asking.ask(caller, request).blockOptional().orElseThrow();
    }

    private SeatRequest request() {
        return request(null, "ada@example.com", NO_WAIT);
    }

    private SeatRequest request(@Nullable String key, String email, Duration patience) {
        return new SeatRequest(
                invitation.id().toString(), EmailAddress.parse(email).orElseThrow(), "Ada", null, key, patience);
    }

    private static AcceptanceRejected rejected(AcceptanceRequested request) {
        return new AcceptanceRejected(
                request.acceptance(),
                request.invitation(),
                request.organization(),
                request.email(),
                null,
                null,
                APPENDED,
                APPENDED,
                RejectionReason.NO_SEATS_LEFT,
                null);
    }

    private final class Known implements KnownInvitations {

        @Override
        public Mono<KnownInvitation> find(Caller caller, String idOrCode) {
            return Mono.just(known);
        }

        @Override
        public Mono<Current> current(Collection<KnownInvitation> asked) {
            return Mono.just(new Current(NOW, Map.of(known.id(), known)));
        }
    }

    private final class Decisions implements Acceptances {

        @Override
        public Mono<Acceptance> find(AcceptanceId id) {
            return Mono.fromSupplier(() -> stored.get(id));
        }

        @Override
        public Mono<Set<AcceptanceId>> among(Collection<AcceptanceId> ids) {
            return Mono.just(Set.of());
        }

        @Override
        public Mono<Set<Use>> held(Collection<Use> uses) {
            return Flux.fromIterable(uses)
                    .filter(use -> accepted.contains(use.address()))
                    .collect(toSet());
        }

        @Override
        public Mono<Found> of(InvitationId id, AcceptanceFilter filter, long after, int limit) {
            return Mono.empty();
        }
    }

    private static final class Earlier implements EarlierRequests {

        private final Map<Digest, EarlierRequests.Earlier> requests = new HashMap<>();

        @Override
        public Optional<EarlierRequests.Earlier> madeUnder(Digest key) {
            return Optional.ofNullable(requests.get(key));
        }

        @Override
        public void remember(KeyUse use, Instant requestedAt) {
            requests.putIfAbsent(use.key(), new EarlierRequests.Earlier(use.request(), requestedAt, null));
        }

        @Override
        public void rememberRefused(KeyUse use, RejectionReason reason) {
            requests.putIfAbsent(use.key(), new EarlierRequests.Earlier(use.request(), NOW, reason));
        }
    }
}
