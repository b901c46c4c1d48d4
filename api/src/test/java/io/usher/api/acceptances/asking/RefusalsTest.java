package io.usher.api.acceptances.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.Acceptances;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.KnownInvitations;
import io.usher.api.acceptances.MovableClock;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.TestInvitation;
import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class RefusalsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestInvitation invitation = TestInvitation.publicOne();
    private final MovableClock clock = new MovableClock(NOW);
    private final MovableClock clockOfDatabase = new MovableClock(NOW);
    private final Store store = new Store();
    private final List<InvitationId> counted = new CopyOnWriteArrayList<>();
    private final Refusals refusals = new Refusals(store, store, counted::add, MARGIN, clock);

    private KnownInvitation stored = invitation.known();

    @Test
    void readsAreSharedByEverybodyWhoAsksMeanwhile() {
        stored = stored.withFull(true);
        Sinks.One<Boolean> database = Sinks.one();
        store.answering = database.asMono();
        int people = 5000;
        StepVerifier.create(Flux.range(0, people).flatMap(person -> refusal("p" + person + "@example.com"), people))
                .then(() -> assertThat(store.reads).isEqualTo(2))
                .then(() -> database.tryEmitValue(true).orThrow())
                .expectNextCount(people)
                .verifyComplete();
        assertThat(store.reads).isEqualTo(7);
    }

    /** Whatever was answered before somebody asks is part of what they are judged by. */
    @Test
    void aRefusalNeverRestsOnAReadThatBeganBeforeItWasAskedFor() {
        TestInvitation disabled = invitation.disabled();
        stored = disabled.known();
        Sinks.One<Boolean> database = Sinks.one();
        store.answering = database.asMono();
        List<Optional<RejectionReason>> answers = new ArrayList<>();
        StepVerifier.create(Flux.merge(answer(disabled.known()).doOnNext(answers::add), Mono.defer(() -> {
                            stored = invitation.enabled().inVersion(2).known();
                            return answer(disabled.known());
                        }))
                        .collectList())
                .then(() -> database.tryEmitValue(true).orThrow())
                .assertNext(all -> assertThat(all)
                        .containsExactlyInAnyOrder(Optional.of(RejectionReason.INVITATION_DISABLED), Optional.empty()))
                .verifyComplete();
        assertThat(answers).containsExactly(Optional.of(RejectionReason.INVITATION_DISABLED));
    }

    @Test
    void whoHoldsAUseIsNotRefused() {
        stored = stored.withFull(true);
        store.holders.add("ada@example.com");
        assertThat(refusal("ada@example.com").blockOptional()).isEmpty();
        assertThat(refusal("bob@example.com").blockOptional()).contains(RejectionReason.QUOTA_FULL);
        assertThat(counted).as("only who is refused").containsExactly(stored.id());
    }

    @Test
    void whatIsOnlyBelievedRefusesNobody() {
        assertThat(answer(stored.withFull(true)).block()).isEmpty();
    }

    @Test
    void anInvitationWithRoomCostsNoRead() {
        assertThat(answer(stored).block()).isEmpty();
        assertThat(store.reads).isZero();
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsLeftAloneForASecondAndRefusesNobody() {
        stored = stored.withFull(true);
        store.answering = Mono.error(new StoreFailure(new TimeoutException()));
        assertThat(answer(stored).block()).isEmpty();
        assertThat(answer(stored).block()).isEmpty();
        assertThat(store.reads).isOne();

        store.answering = Mono.just(true);
        clock.move(Duration.ofSeconds(1));
        clockOfDatabase.move(Duration.ofSeconds(1));
        assertThat(answer(stored).block()).contains(RejectionReason.QUOTA_FULL);
    }

    @Test
    void aBugIsNotTakenForAnOutage() {
        stored = stored.withFull(true);
        store.answering = Mono.error(new IllegalStateException("a column was renamed"));
        StepVerifier.create(answer(stored)).verifyErrorMessage("a column was renamed");
        StepVerifier.create(answer(stored)).verifyErrorMessage("a column was renamed");
        assertThat(store.reads).isEqualTo(2);
    }

    @Test
    void nearTheTimesTheWorkerDecides() {
        for (long seconds : new long[] {-4, 0, 4}) {
            Instant near = NOW.plusSeconds(seconds);
            assertThat(ofStored(invitation.openFrom(near))).isEmpty();
            assertThat(ofStored(invitation.until(near))).isEmpty();
        }
        assertThat(ofStored(invitation.openFrom(NOW.plusSeconds(6)))).contains(RejectionReason.INVITATION_NOT_OPEN);
        assertThat(ofStored(invitation.until(NOW.minusSeconds(6)))).contains(RejectionReason.INVITATION_EXPIRED);
    }

    /** The clock of this program alone would be sure. */
    @Test
    void nearTheTimesByTheClockOfTheDatabaseTheWorkerDecides() {
        clock.move(Duration.ofSeconds(4));
        assertThat(ofStored(invitation.until(NOW.minusSeconds(2)))).isEmpty();
        clock.move(Duration.ofSeconds(-8));
        assertThat(ofStored(invitation.openFrom(NOW.plusSeconds(2)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, -6, 6, 3600})
    void aClockThatIsWrongRefusesNobodyByTheTime(long seconds) {
        clock.move(Duration.ofSeconds(seconds));
        for (Duration off : List.of(Duration.ZERO, HOUR.dividedBy(2))) {
            assertThat(ofStored(invitation.openFrom(NOW.plus(off)))).isEmpty();
            assertThat(ofStored(invitation.until(NOW.minus(off)))).isEmpty();
        }
        assertThat(ofStored(invitation.disabled().until(NOW))).contains(RejectionReason.INVITATION_DISABLED);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aClockOfTheDatabaseThatIsWrongRefusesNobodyByTheTime(long seconds) {
        clockOfDatabase.move(Duration.ofSeconds(seconds));
        assertThat(ofStored(invitation.openFrom(NOW.plus(HOUR.dividedBy(2))))).isEmpty();
        assertThat(ofStored(invitation.until(NOW.minus(HOUR.dividedBy(2))))).isEmpty();
    }

    @Test
    void whileTheBrokerHasAnotherTimeNobodyIsRefusedByTheTime() {
        TestInvitation expired = invitation.until(NOW.minus(HOUR.dividedBy(2)));
        refusals.appended(NOW.minus(HOUR));
        assertThat(ofStored(expired)).isEmpty();
        refusals.appended(NOW.minusMillis(20));
        assertThat(ofStored(expired)).contains(RejectionReason.INVITATION_EXPIRED);
    }

    private Optional<RejectionReason> ofStored(TestInvitation fixture) {
        stored = fixture.known();
        return answer(stored).blockOptional().orElseThrow();
    }

    private Mono<RejectionReason> refusal(String email) {
        return refusals.of(stored, EmailAddress.parse(email).orElseThrow());
    }

    private Mono<Optional<RejectionReason>> answer(KnownInvitation known) {
        return refusals.of(known, EmailAddress.parse("ada@example.com").orElseThrow())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /** What is read is what is stored when the read begins. */
    private final class Store implements KnownInvitations, Acceptances {

        private final Set<String> holders = new HashSet<>();
        private Mono<Boolean> answering = Mono.just(true);
        private int reads;

        @Override
        public Mono<KnownInvitation> find(Caller caller, String idOrCode) {
            return Mono.just(stored);
        }

        @Override
        public Mono<Current> current(Collection<KnownInvitation> known) {
            return Mono.defer(() -> {
                reads++;
                Current now = new Current(clockOfDatabase.instant(), Map.of(stored.id(), stored));
                return answering.thenReturn(now);
            });
        }

        @Override
        public Mono<Set<AcceptanceId>> among(Collection<AcceptanceId> ids) {
            return Mono.just(Set.of());
        }

        @Override
        public Mono<Set<Use>> held(Collection<Use> uses) {
            return Mono.fromSupplier(() -> {
                Set<Use> held = new HashSet<>(uses);
                held.removeIf(use -> !holders.contains(use.address()));
                return held;
            });
        }

        @Override
        public Mono<Acceptance> find(AcceptanceId id) {
            return Mono.empty();
        }

        @Override
        public Mono<Found> of(InvitationId id, AcceptanceFilter filter, long after, int limit) {
            return Mono.empty();
        }
    }
}
