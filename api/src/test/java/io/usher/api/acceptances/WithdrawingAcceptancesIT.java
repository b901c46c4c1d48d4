package io.usher.api.acceptances;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.acceptances.Log.Request;
import io.usher.api.commands.AnsweringWorker;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class WithdrawingAcceptancesIT extends AcceptingScenario {

    private final TestInvitation invitation = invitation(TestInvitation.publicOne());

    @Test
    void theAnswerIsWhatIsStoredAfterTheDecision() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = worker(command -> {
            tables.withdraw(command.acceptance());
            return withdrawn(command);
        })) {
            withdraw(client, id)
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.id")
                    .isEqualTo(id)
                    .jsonPath("$.outcome")
                    .isEqualTo("withdrawn")
                    .jsonPath("$.requestedAt")
                    .value(requestedAt ->
                            assertThat(requestedAt.toString()).as("of the row").doesNotStartWith("1970"));
            assertThat(other.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
        client.get()
                .uri("/acceptances/{id}", id)
                .exchange()
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("withdrawn");
    }

    @CsvSource({
        "not-withdrawable, 409, not-withdrawable",
        "last-admin, 409, last-admin",
        "no-such-acceptance, 404, not-found"
    })
    @ParameterizedTest
    void aRefusalIsTheAnswer(String reason, int status, String code) {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = worker(command -> refused(command, reason))) {
            problem(withdraw(client, id), status, code);
            assertThat(other.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
    }

    @Test
    void aLateAnswerIsA202WithALocation() {
        String id = accepted("ada@example.com");
        withdraw(client, id, "Prefer", "wait=1")
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals("Location", "/api/v1/acceptances/" + id)
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("accepted");
        await().until(() -> api.bean(AwaitedDecisions.class).size() == 0);
    }

    /** Which of the two events of a withdrawal comes first is not known: they are on two topics. */
    @Test
    void theEndOfTheMembershipIsNotTheAnswer() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = worker(command -> new MemberLeft(
                MemberId.of(organization, "ada@example.com"),
                organization,
                "ada@example.com",
                MemberLeft.WITHDRAWN,
                command.command(),
                Instant.EPOCH))) {
            withdraw(client, id, "Prefer", "wait=1").expectStatus().isAccepted();
            assertThat(other.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
    }

    @Test
    void onlyWhoMayWithdrawsOnlyWhatIsTheirs() {
        String id = accepted("ada@example.com");
        problem(withdraw(client, UUID.randomUUID().toString()), 404, "not-found");
        problem(withdraw(client, "no-id"), 404, "not-found");
        problem(
                withdraw(api.as(tables.key(tables.organization(), Permission.ACCEPTANCES_WRITE)), id),
                404,
                "not-found");
        problem(withdraw(api.as(tables.key(organization, Permission.INVITATIONS_READ)), id), 403, "forbidden");
    }

    @Test
    void underOneKeyARepeatIsTheSameCommand() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = new AnsweringWorker(Topic.ACCEPTANCES_REQUESTED, this::nothing)) {
            withdraw(client, id, "Prefer", "wait=0", "Idempotency-Key", "k1")
                    .expectStatus()
                    .isAccepted();
            withdraw(client, id, "Prefer", "wait=0", "Idempotency-Key", "k1")
                    .expectStatus()
                    .isAccepted();
            withdraw(client, id, "Prefer", "wait=0", "Idempotency-Key", "k2")
                    .expectStatus()
                    .isAccepted();
            withdraw(client, id, "Prefer", "wait=0").expectStatus().isAccepted();
            await().untilAsserted(() -> assertThat(other.commands(AcceptanceWithdrawalRequested.class))
                    .hasSize(4));
            List<CommandId> commands = other.commands(AcceptanceWithdrawalRequested.class).stream()
                    .map(AcceptanceWithdrawalRequested::command)
                    .toList();
            assertThat(commands.get(1)).isEqualTo(commands.getFirst());
            assertThat(commands.subList(1, 4)).doesNotHaveDuplicates();
        }
    }

    @Test
    void aKeyIsForOneWithdrawal() {
        String id = accepted("ada@example.com");
        AcceptanceId other = waiting(9, null);
        withdraw(client, id, "Prefer", "wait=0", "Idempotency-Key", "one")
                .expectStatus()
                .isAccepted();
        problem(
                withdraw(client, other.toString(), "Prefer", "wait=0", "Idempotency-Key", "one"),
                422,
                "idempotency-key-reused");
    }

    @Test
    void aRepeatAfterTheDecisionIsAnsweredWithoutAnotherCommand() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = worker(command -> {
            tables.withdraw(command.acceptance());
            tables.decided(command.command(), null);
            return withdrawn(command);
        })) {
            for (String attempt : List.of("first", "repeat")) {
                withdraw(client, id, "Prefer", "wait=30", "Idempotency-Key", "once")
                        .expectStatus()
                        .isOk()
                        .expectBody()
                        .jsonPath("$.outcome")
                        .value(outcome -> assertThat(outcome).as(attempt).isEqualTo("withdrawn"));
            }
            assertThat(other.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
    }

    @Test
    void aRepeatAfterTheRefusalIsRefusedWithoutAnotherCommand() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = worker(command -> {
            tables.decided(command.command(), AcceptanceWithdrawalRefused.LAST_ADMIN);
            return refused(command, AcceptanceWithdrawalRefused.LAST_ADMIN);
        })) {
            problem(withdraw(client, id, "Idempotency-Key", "refused"), 409, "last-admin");
            problem(withdraw(client, id, "Idempotency-Key", "refused"), 409, "last-admin");
            assertThat(other.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
    }

    @Test
    void aRefusalDoesNotOutliveItsKey() {
        String id = accepted("ada@example.com");
        List<String> refusals = new ArrayList<>(List.of(AcceptanceWithdrawalRefused.LAST_ADMIN));
        try (AnsweringWorker other = worker(command -> {
            if (refusals.isEmpty()) {
                return withdrawn(command);
            }
            tables.decided(command.command(), refusals.getFirst());
            return refused(command, refusals.removeFirst());
        })) {
            problem(withdraw(client, id, "Idempotency-Key", "for a day"), 409, "last-admin");
            tables.ageKeys(Duration.ofHours(25));

            withdraw(client, id, "Idempotency-Key", "for a day").expectStatus().isOk();
            assertThat(other.commands(AcceptanceWithdrawalRequested.class))
                    .extracting(AcceptanceWithdrawalRequested::command)
                    .hasSize(2)
                    .doesNotHaveDuplicates();
        }
    }

    /** They share a topic. */
    @Test
    void aWithdrawalIsNotTakenForARequestForASeat() {
        String id = accepted("ada@example.com");
        CommandId command = new CommandId(UUID.randomUUID());
        log.publish(
                command.toString(),
                Source.API,
                new AcceptanceWithdrawalRequested(
                        command, new AcceptanceId(UUID.fromString(id)), invitation.id(), organization));
        UUID later = UUID.randomUUID();
        log.publish(later.toString(), Source.API, Requests.of(later, invitation, "bob@example.com"));
        await().untilAsserted(() -> client.get()
                .uri("/acceptances/{id}", later)
                .exchange()
                .expectStatus()
                .isOk());
        problem(client.get().uri("/acceptances/{id}", command).exchange(), 404, "not-found");
    }

    @Test
    void thoseWhoWaitHaveAPlaceInTheirList() {
        AcceptanceId first = waiting(1, null);
        AcceptanceId second = waiting(2, null);
        AcceptanceId repeated = waiting(3, second);
        AcceptanceId third = waiting(4, null);
        expectPlace(first, 1);
        expectPlace(second, 2);
        expectPlace(repeated, 2);
        expectPlace(third, 3);
        assertThat(places("")).containsExactly(1, 2, 2, 3);
        String secondPage = "&limit=2&cursor=" + waitingList("&limit=2").get("next");
        assertThat(places(secondPage)).as("of the second page").containsExactly(2, 3);

        tables.withdraw(first);
        expectPlace(third, 2);
        client.get()
                .uri("/acceptances/{id}", first)
                .exchange()
                .expectBody()
                .jsonPath("$.position")
                .doesNotExist();
    }

    @Test
    void whoAskedAgainWhileTheyWaitedSeesWhatBecameOfTheFirstRequest() {
        AcceptanceId first = waiting(1, null);
        AcceptanceId repeated = waiting(2, first);
        tables.promote(first);
        client.get()
                .uri("/acceptances/{id}", repeated.value())
                .exchange()
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("accepted")
                .jsonPath("$.original")
                .isEqualTo(first.toString())
                .jsonPath("$.granted.roles[0]")
                .isEqualTo("learner")
                .jsonPath("$.position")
                .doesNotExist();
    }

    private static ResponseSpec withdraw(WebTestClient caller, String id, String... headers) {
        return caller.post()
                .uri("/acceptances/{id}/withdraw", id)
                .headers(all -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        all.set(headers[i], headers[i + 1]);
                    }
                })
                .exchange();
    }

    private static AcceptanceWithdrawn withdrawn(AcceptanceWithdrawalRequested command) {
        return new AcceptanceWithdrawn(
                command.acceptance(),
                command.invitation(),
                command.organization(),
                "ada@example.com",
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                command.command());
    }

    private static AcceptanceWithdrawalRefused refused(AcceptanceWithdrawalRequested command, String reason) {
        return new AcceptanceWithdrawalRefused(
                command.command(),
                command.acceptance(),
                command.invitation(),
                command.organization(),
                reason,
                Instant.EPOCH);
    }

    private AnsweringWorker worker(Function<AcceptanceWithdrawalRequested, Event> answer) {
        return new AnsweringWorker(
                Topic.ACCEPTANCES_REQUESTED,
                event -> event instanceof AcceptanceWithdrawalRequested command
                                && command.invitation().equals(invitation.id())
                        ? Optional.of(answer.apply(command))
                        : Optional.empty());
    }

    private Optional<Event> nothing(Event event) {
        return Optional.empty();
    }

    private String accepted(String email) {
        String id = idOf(ask(invitation.id(), email));
        worker.accept(onlyRequest(invitation.id()), 1);
        return id;
    }

    private AcceptanceId waiting(long ordinal, @Nullable AcceptanceId original) {
        UUID id = UUID.randomUUID();
        Request request = new Request(Requests.of(id, invitation, ordinal + "@example.com"), 0, 0, Instant.now());
        tables.decided(
                new AcceptanceWaitlisted(
                        request.event().acceptance(),
                        invitation.id(),
                        organization,
                        request.event().email(),
                        null,
                        null,
                        request.appendedAt(),
                        request.appendedAt(),
                        original,
                        99L),
                ordinal);
        return request.event().acceptance();
    }

    private static void expectPlace(AcceptanceId id, int place) {
        client.get()
                .uri("/acceptances/{id}", id.value())
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("waitlisted")
                .jsonPath("$.position")
                .isEqualTo(place);
    }

    private List<Object> places(String query) {
        return ((List<?>) requireNonNull(waitingList(query).get("items")))
                .stream()
                        .<Object>map(item -> requireNonNull(((Map<?, ?>) item).get("position")))
                        .toList();
    }

    private Map<String, Object> waitingList(String query) {
        return requireNonNull(client.get()
                .uri("/invitations/" + invitation.id() + "/acceptances?outcome=waitlisted" + query)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult()
                .getResponseBody());
    }
}
