package io.usher.api.acceptances.cache;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.StoredInvitations;
import io.usher.api.acceptances.StoredInvitations.State;
import io.usher.api.acceptances.TestInvitation;
import io.usher.api.http.problem.Refusal.TooMany;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class InvitationViewTest {

    private static final String CODE = "Abc-123_x";
    private static final Caller CALLER = Caller.program("key:1", null, Set.of());
    private static final Caller OTHER = Caller.program("key:2", null, Set.of());

    private final AtomicLong nanos = new AtomicLong();
    private final TestInvitation invitation = TestInvitation.publicOne();
    private final Store store = new Store();
    private final InvitationView view = new InvitationView(store, 1000, nanos::get);

    @Test
    void whatIsKnownIsNotLookedUpAgain() {
        store.answer = Mono.just(invitation.known());
        assertThat(byId()).isEqualTo(invitation.known());
        pass(Duration.ofHours(1));
        assertThat(byId()).isEqualTo(invitation.known());
        assertThat(store.looks).isEqualTo(1);
    }

    @Test
    void aCodeLeadsToTheSameInvitation() {
        store.answer = Mono.just(invitation.known());
        assertThat(view.find(CALLER, CODE).block()).isEqualTo(invitation.known());
        pass(Duration.ofHours(1));
        assertThat(view.find(CALLER, CODE).block()).isEqualTo(invitation.known());
        assertThat(byId()).isEqualTo(invitation.known());
        assertThat(store.looks).isEqualTo(1);
    }

    @Test
    void whatIsNoCodeIsNotLookedUp() {
        assertThat(view.find(CALLER, "a\u0000b").blockOptional()).isEmpty();
        assertThat(view.find(CALLER, "x".repeat(65)).blockOptional()).isEmpty();
        assertThat(store.looks).isZero();
    }

    @Test
    void manyWhoAskAtOnceCauseOneLook() {
        Sinks.One<KnownInvitation> database = Sinks.one();
        store.answer = database.asMono();
        StepVerifier.create(Mono.zip(
                        view.find(CALLER, invitation.id().toString()),
                        view.find(CALLER, invitation.id().toString())))
                .then(() -> database.tryEmitValue(invitation.known()).orThrow())
                .expectNextCount(1)
                .verifyComplete();
        assertThat(store.looks).isEqualTo(1);
    }

    @Test
    void whatDoesNotExistIsAskedForOnceASecond() {
        assertThat(view.find(CALLER, invitation.id().toString()).blockOptional())
                .isEmpty();
        assertThat(view.find(CALLER, invitation.id().toString()).blockOptional())
                .isEmpty();
        assertThat(store.looks).isEqualTo(1);
        pass(Duration.ofMillis(1001));
        assertThat(view.find(CALLER, invitation.id().toString()).blockOptional())
                .isEmpty();
        assertThat(store.looks).isEqualTo(2);
    }

    @Test
    void whatIsNewIsKnownAtOnceAlthoughItWasMissingBefore() {
        assertThat(view.find(CALLER, invitation.id().toString()).blockOptional())
                .isEmpty();
        view.changed(invitation.state());
        assertThat(byId()).isEqualTo(invitation.known());
    }

    @Test
    void theNewestVersionWinsInWhateverOrderItIsTold() {
        view.changed(invitation.inVersion(3).state());
        view.changed(invitation.disabled().inVersion(2).state());
        assertThat(byId().admission().status()).isEqualTo(InvitationStatus.ENABLED);
        view.changed(invitation.disabled().inVersion(4).state());
        assertThat(byId().admission().status()).isEqualTo(InvitationStatus.DISABLED);
    }

    @Test
    void aLookThatWasOvertakenByAChangeDoesNotUndoIt() {
        Sinks.One<KnownInvitation> database = Sinks.one();
        store.answer = database.asMono();
        StepVerifier.create(view.find(CALLER, invitation.id().toString()))
                .then(() -> view.changed(invitation.disabled().inVersion(2).state()))
                .then(() -> database.tryEmitValue(invitation.known()).orThrow())
                .expectNextCount(1)
                .verifyComplete();
        assertThat(byId().admission().status()).isEqualTo(InvitationStatus.DISABLED);
    }

    @Test
    void aLookFromBeforeAGapIsNotKept() {
        Sinks.One<KnownInvitation> database = Sinks.one();
        store.answer = database.asMono();
        StepVerifier.create(view.find(CALLER, invitation.id().toString()))
                .then(view::forget)
                .then(() -> database.tryEmitValue(invitation.known()).orThrow())
                .expectNextCount(1)
                .verifyComplete();
        pass(Duration.ofSeconds(1));
        store.answer = Mono.just(invitation.disabled().inVersion(2).known());
        assertThat(byId().admission().status()).isEqualTo(InvitationStatus.DISABLED);
    }

    @Test
    void ofTheSameVersionOnlyTheUseOfTheQuotaIsRead() {
        view.changed(invitation.state());
        view.usedUp(invitation.id());
        assertThat(byId().full()).isTrue();
        assertThat(view.isKnownWithRoom(invitation.id())).isFalse();
        store.state = Mono.just(new State(1, false));
        assertThat(current(byId()).full()).isFalse();
        assertThat(byId().full()).isFalse();
        store.state = Mono.just(new State(1, true));
        assertThat(current(byId()).full()).isTrue();
        assertThat(store.looks).isZero();
    }

    @Test
    void aFullInvitationThatIsChangedIsFullUntilItIsRead() {
        view.changed(invitation.state());
        view.usedUp(invitation.id());
        view.changed(invitation.inVersion(2).state());
        assertThat(byId().version()).isEqualTo(2);
        assertThat(byId().full()).isTrue();
        store.state = Mono.just(new State(2, false));
        assertThat(current(byId()).full()).isFalse();
        assertThat(byId().full()).isFalse();
    }

    @Test
    void anotherVersionIsReadWhole() {
        view.changed(invitation.disabled().inVersion(1).state());
        KnownInvitation before = byId();
        store.state = Mono.just(new State(2, false));
        store.answer = Mono.just(invitation.enabled().inVersion(2).known());
        assertThat(current(before).admission().status()).isEqualTo(InvitationStatus.ENABLED);
        assertThat(byId().admission().status()).isEqualTo(InvitationStatus.ENABLED);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsSaidToBeAway() {
        store.answer = Mono.error(new StoreFailure(new TimeoutException()));
        store.state = Mono.error(new StoreFailure(new TimeoutException()));
        StepVerifier.create(view.current(List.of(invitation.known()))).verifyError(StoreFailure.class);
        StepVerifier.create(view.find(CALLER, invitation.id().toString())).verifyError(StoreFailure.class);
    }

    @Test
    void whoAsksForManyUnknownInvitationsLeavesLookUpsToTheOthers() {
        store.answer = Mono.never();
        StepVerifier.create(Flux.range(0, 100).flatMap(i -> view.find(CALLER, someId()), 100))
                .then(() -> {
                    int taken = store.looks;
                    StepVerifier.create(view.find(OTHER, someId()))
                            .then(() -> assertThat(store.looks).isEqualTo(taken + 1))
                            .thenCancel()
                            .verify();
                    assertThat(taken).isLessThan(4);
                })
                .thenCancel()
                .verify();
    }

    @Test
    void whoHangsUpDoesNotGiveTheTurnToTheirNextLookUp() {
        store.answer = Mono.never();
        for (int i = 0; i < 100; i++) {
            StepVerifier.create(view.find(CALLER, someId())).thenCancel().verify();
        }
        assertThat(store.looks).isLessThan(4);
    }

    @Test
    void whatWaitsForTheTurnOfOneIsLookedUpForAnother() {
        store.answer = Mono.never();
        String asked = someId();
        StepVerifier.create(Flux.range(0, 100)
                        .map(i -> someId())
                        .concatWithValues(asked)
                        .flatMap(id -> view.find(CALLER, id), 101))
                .then(() -> {
                    store.answer = Mono.just(invitation.known());
                    assertThat(view.find(OTHER, asked).toFuture()).isCompletedWithValue(invitation.known());
                })
                .thenCancel()
                .verify();
    }

    @Test
    void onlyAFewHundredLookUpsOfOneTenantWait() {
        store.answer = Mono.never();
        AtomicInteger refused = new AtomicInteger();
        StepVerifier.create(Flux.range(0, 1000)
                        .flatMap(
                                i -> view.find(CALLER, someId())
                                        .doOnError(TooMany.class, refusal -> refused.incrementAndGet())
                                        .onErrorComplete(TooMany.class),
                                1000))
                .then(() -> assertThat(refused).hasValue(1000 - 2 - 256))
                .thenCancel()
                .verify();
    }

    private static String someId() {
        return UUID.randomUUID().toString();
    }

    private KnownInvitation byId() {
        return view.find(CALLER, invitation.id().toString()).blockOptional().orElseThrow();
    }

    private KnownInvitation current(KnownInvitation known) {
        return requireNonNull(view.current(List.of(known, known))
                .blockOptional()
                .orElseThrow()
                .invitations()
                .get(known.id()));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static final class Store implements StoredInvitations {

        private Mono<State> state = Mono.empty();
        private Mono<KnownInvitation> answer = Mono.empty();
        private int looks;

        @Override
        public Mono<KnownInvitation> withId(InvitationId id) {
            return look();
        }

        @Override
        public Mono<KnownInvitation> withCode(String code) {
            return look();
        }

        @Override
        public Mono<States> states(Collection<InvitationId> ids) {
            return state.map(one -> new States(Instant.EPOCH, ids.stream().collect(toMap(id -> id, id -> one))));
        }

        private Mono<KnownInvitation> look() {
            return Mono.defer(() -> {
                looks++;
                return answer;
            });
        }
    }
}
