package io.usher.api.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.acceptances.cache.RememberedRequests;
import io.usher.api.commands.CommandQueue.Delivery;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.Refusal.Unavailable;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class SendingCommandsTest {

    private static final Caller CALLER = Caller.program("key:1", null, Set.of());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant TAKEN_AT = NOW.minusSeconds(3600);
    private static final KeyUse USE = new KeyUse(new Digest(1, 2), new Digest(3, 4), TAKEN_AT);
    private static final KeyUse OTHER = new KeyUse(USE.key(), new Digest(5, 6));

    private final CommandId id = new CommandId(UUID.randomUUID());
    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    private final MemberRemovalRequested command =
            new MemberRemovalRequested(id, organization, "ada@example.com", null, null);
    private final MemberChangeRefused refusal =
            new MemberChangeRefused(id, organization, "ada@example.com", "last-admin", Instant.EPOCH);
    private final AwaitedDecisions decisions = new AwaitedDecisions(1, 1);
    private final EarlierRequests earlier = new RememberedRequests(10, Clock.fixed(NOW, ZoneOffset.UTC));
    private final OncePerKey keys = new OncePerKey(earlier);
    private final List<EventMessage> sent = new ArrayList<>();
    private final NotedCommands log = new NotedCommands();

    @Test
    void anAnswerThatComesBeforeTheConfirmationIsNotMissed() {
        CommandQueue queue = (message, use) -> {
            sent.add(message);
            decisions.decided(id.value(), refusal);
            return Mono.just(Delivery.CONFIRMED);
        };
        StepVerifier.create(send(queue, PATIENCE)).expectNext(refusal).verifyComplete();

        assertThat(sent).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(id.toString());
            assertThat(message.event()).isEqualTo(command);
        });
        assertThat(decisions.size()).isZero();
    }

    @Test
    void whoseAnswerDoesNotComeInTimeGetsNone() {
        StepVerifier.withVirtualTime(() -> send(queue(Delivery.CONFIRMED), PATIENCE))
                .expectSubscription()
                .expectNoEvent(PATIENCE.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .verifyComplete();
        assertThat(decisions.size()).isZero();
    }

    @Test
    void ifTooManyWaitTheCommandIsSentAllTheSame() {
        var other = decisions.register(CALLER, UUID.randomUUID());
        StepVerifier.create(send(queue(Delivery.CONFIRMED), PATIENCE)).verifyComplete();
        assertThat(other).isPresent();
        assertThat(sent).hasSize(1);
    }

    @CsvSource({"OVERLOADED, overloaded", "UNCONFIRMED, unavailable"})
    @ParameterizedTest
    void aCommandThatMayNotHaveBeenSentIsNoPromise(Delivery delivery, String code) {
        StepVerifier.create(send(queue(delivery), PATIENCE))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Unavailable.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(code)));
        assertThat(decisions.size()).isZero();
    }

    @Test
    void fromBeingSentACommandsKeyIsTakenForOtherRequests() {
        Sinks.One<Delivery> broker = Sinks.one();
        StepVerifier.create(send(queue(broker.asMono()), USE, PATIENCE))
                .then(() -> assertKeyIsTaken(true))
                .thenCancel()
                .verify();
        assertKeyIsTaken(true);
        broker.tryEmitValue(Delivery.CONFIRMED).orThrow();

        assertKeyIsTaken(true);
        assertThat(earlier.madeUnder(USE.key())).contains(new EarlierRequests.Earlier(USE.request(), TAKEN_AT, null));
    }

    @EnumSource(names = {"OVERLOADED", "UNCONFIRMED"})
    @ParameterizedTest
    void aCommandThatMayNotHaveBeenSentDoesNotTakeItsKey(Delivery delivery) {
        StepVerifier.create(send(queue(delivery), USE, PATIENCE)).verifyError(Unavailable.class);

        assertKeyIsTaken(false);
        assertThat(earlier.madeUnder(USE.key())).isEmpty();
    }

    private void assertKeyIsTaken(boolean taken) {
        assertThat(keys.isTakenByAnother(OTHER)).isEqualTo(taken);
        assertThat(keys.queue(OTHER, String.class, before -> Mono.just("repeat"), Mono.just("first"))
                        .blockOptional())
                .isEqualTo(taken ? Optional.empty() : Optional.of("first"));
    }

    @Test
    void aCommandUnderAnotherRequestsKeyIsNotSent() {
        keys.remember(OTHER, TAKEN_AT);

        StepVerifier.create(send(queue(Delivery.CONFIRMED), USE, PATIENCE))
                .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(Refusal.KEY_REUSED));
        assertThat(sent).isEmpty();
    }

    @Test
    void aRepeatedCommandIsSentAgain() {
        for (int i = 0; i < 2; i++) {
            StepVerifier.create(send(queue(Delivery.CONFIRMED), USE, Duration.ZERO))
                    .verifyComplete();
        }
        assertThat(sent).hasSize(2);
    }

    @Test
    void aCommandIsKeptBeforeItIsSentAndWithItsAnswer() {
        CommandQueue queue = (message, use) -> {
            assertThat(log.kept()).containsExactly("asked " + id);
            decisions.decided(id.value(), refusal);
            return Mono.just(Delivery.CONFIRMED);
        };

        StepVerifier.create(send(queue, PATIENCE)).expectNext(refusal).verifyComplete();
        assertThat(log.kept()).containsExactly("asked " + id, "answered " + id);
    }

    @Test
    void aCommandThatCannotBeKeptIsNotSent() {
        log.fail();

        StepVerifier.create(send(queue(Delivery.CONFIRMED), PATIENCE)).verifyError(IllegalStateException.class);
        assertThat(sent).isEmpty();
    }

    @CsvSource({"OVERLOADED, 2", "UNCONFIRMED, 1"})
    @ParameterizedTest
    void onlyWhatWasSurelyNotSentIsKeptAsThat(Delivery delivery, int entries) {
        StepVerifier.create(send(queue(delivery), PATIENCE)).verifyError(Unavailable.class);

        assertThat(log.kept())
                .isEqualTo(
                        List.of("asked " + id, "not sent " + id + " overloaded").subList(0, entries));
    }

    private CommandQueue queue(Delivery delivery) {
        return queue(Mono.just(delivery));
    }

    private CommandQueue queue(Mono<Delivery> delivery) {
        return (message, use) -> Mono.defer(() -> {
            sent.add(message);
            return delivery;
        });
    }

    private Mono<Event> send(CommandQueue queue, Duration patience) {
        return send(queue, null, patience);
    }

    private Mono<Event> send(CommandQueue queue, @Nullable KeyUse use, Duration patience) {
        return new SendingCommands(queue, keys, decisions, log, Clock.fixed(NOW, ZoneOffset.UTC))
                .send(CALLER, id, command, use, patience);
    }
}
