package io.usher.api.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.commands.CommandQueue.Delivery;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SendingCommandsTest {

    private static final Caller CALLER = Caller.program("key:1", null, Set.of());
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CommandId id = new CommandId(UUID.randomUUID());
    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    private final MemberRemovalRequested command = new MemberRemovalRequested(id, organization, "ada@example.com");
    private final MemberChangeRefused refusal =
            new MemberChangeRefused(id, organization, "ada@example.com", "last-admin", Instant.EPOCH);
    private final AwaitedDecisions decisions = new AwaitedDecisions(1, 1);
    private final List<EventMessage> sent = new ArrayList<>();

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

    private CommandQueue queue(Delivery delivery) {
        return (message, use) -> {
            sent.add(message);
            return Mono.just(delivery);
        };
    }

    private Mono<Event> send(CommandQueue queue, Duration patience) {
        return new SendingCommands(queue, decisions, Clock.systemUTC()).send(CALLER, id, command, patience);
    }
}
