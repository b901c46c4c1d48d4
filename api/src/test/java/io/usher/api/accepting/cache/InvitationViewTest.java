package io.usher.api.accepting.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.accepting.InvitationFixture;
import io.usher.api.accepting.KnownInvitation;
import io.usher.api.accepting.StoreFailure;
import io.usher.api.accepting.StoredInvitations;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class InvitationViewTest {

    private static final String CODE = "Abc-123_x";

    private final AtomicLong nanos = new AtomicLong();
    private final InvitationFixture invitation = InvitationFixture.publicOne();
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
        assertThat(view.find(CODE).block()).isEqualTo(invitation.known());
        pass(Duration.ofHours(1));
        assertThat(view.find(CODE).block()).isEqualTo(invitation.known());
        assertThat(byId()).isEqualTo(invitation.known());
        assertThat(store.looks).isEqualTo(1);
    }

    @Test
    void whatIsNoCodeIsNotLookedUp() {
        assertThat(view.find("a\u0000b").blockOptional()).isEmpty();
        assertThat(view.find("x".repeat(65)).blockOptional()).isEmpty();
        assertThat(store.looks).isZero();
    }

    @Test
    void manyWhoAskAtOnceCauseOneLook() {
        Sinks.One<KnownInvitation> database = Sinks.one();
        store.answer = database.asMono();
        StepVerifier.create(Mono.zip(
                        view.find(invitation.id().toString()),
                        view.find(invitation.id().toString())))
                .then(() -> database.tryEmitValue(invitation.known()).orThrow())
                .expectNextCount(1)
                .verifyComplete();
        assertThat(store.looks).isEqualTo(1);
    }

    @Test
    void whatDoesNotExistIsAskedForOnceASecond() {
        assertThat(view.find(invitation.id().toString()).blockOptional()).isEmpty();
        assertThat(view.find(invitation.id().toString()).blockOptional()).isEmpty();
        assertThat(store.looks).isEqualTo(1);
        pass(Duration.ofMillis(1001));
        assertThat(view.find(invitation.id().toString()).blockOptional()).isEmpty();
        assertThat(store.looks).isEqualTo(2);
    }

    @Test
    void whatIsNewIsKnownAtOnceAlthoughItWasMissingBefore() {
        assertThat(view.find(invitation.id().toString()).blockOptional()).isEmpty();
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
        StepVerifier.create(view.find(invitation.id().toString()))
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
        StepVerifier.create(view.find(invitation.id().toString()))
                .then(view::forget)
                .then(() -> database.tryEmitValue(invitation.known()).orThrow())
                .expectNextCount(1)
                .verifyComplete();
        pass(Duration.ofSeconds(1));
        store.answer = Mono.just(invitation.disabled().inVersion(2).known());
        assertThat(byId().admission().status()).isEqualTo(InvitationStatus.DISABLED);
    }

    @Test
    void aConfirmationIsNeverOlderThanASecond() {
        store.answer = Mono.just(invitation.known().withFull(true));
        assertThat(confirmed().full()).isTrue();
        store.answer = Mono.just(invitation.known());
        pass(Duration.ofMillis(999));
        assertThat(confirmed().full()).isTrue();
        assertThat(store.looks).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(confirmed().full()).isFalse();
    }

    @Test
    void aConfirmationCorrectsTheView() {
        view.changed(invitation.state());
        view.rejectedAsFull(invitation.id());
        assertThat(byId().full()).isTrue();
        assertThat(view.isKnownWithRoom(invitation.id())).isFalse();
        store.answer = Mono.just(invitation.known());
        assertThat(confirmed().full()).isFalse();
        assertThat(byId().full()).isFalse();
    }

    @Test
    void aDatabaseThatDoesNotAnswerConfirmsNothing() {
        store.answer = Mono.error(new StoreFailure(new TimeoutException()));
        assertThat(view.confirmed(invitation.id()).blockOptional()).isEmpty();
        StepVerifier.create(view.find(invitation.id().toString())).verifyError(StoreFailure.class);
    }

    private KnownInvitation byId() {
        return view.find(invitation.id().toString()).blockOptional().orElseThrow();
    }

    private KnownInvitation confirmed() {
        return view.confirmed(invitation.id()).blockOptional().orElseThrow();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static final class Store implements StoredInvitations {

        @Override
        public Mono<Boolean> hasAccepted(InvitationId invitation, EmailAddress address) {
            return Mono.just(false);
        }

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

        private Mono<KnownInvitation> look() {
            return Mono.defer(() -> {
                looks++;
                return answer;
            });
        }
    }
}
