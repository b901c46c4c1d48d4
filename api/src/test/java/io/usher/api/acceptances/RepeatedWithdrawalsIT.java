package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.commands.AnsweringWorker;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class RepeatedWithdrawalsIT extends WithdrawingScenario {

    @Test
    void underOneKeyARepeatIsTheSameCommand() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other =
                new AnsweringWorker(Topic.ACCEPTANCES_REQUESTED, organization, event -> Optional.empty())) {
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
        String other = idOf(ask(invitation.id(), "bob@example.com"));
        withdraw(client, id, "Prefer", "wait=0", "Idempotency-Key", "one")
                .expectStatus()
                .isAccepted();
        problem(withdraw(client, other, "Prefer", "wait=0", "Idempotency-Key", "one"), 422, "idempotency-key-reused");
    }

    @Test
    void aKeyOfARequestForASeatIsNotForAWithdrawal() {
        String id = idOf(askUnder("seat first", "ada@example.com"));

        problem(
                withdraw(client, id, "Prefer", "wait=0", "Idempotency-Key", "seat first"),
                422,
                "idempotency-key-reused");
    }

    @Test
    void aKeyOfAWithdrawalIsNotForARequestForASeat() {
        String id = accepted("ada@example.com");
        withdraw(client, id, "Prefer", "wait=0", "Idempotency-Key", "withdrawn first")
                .expectStatus()
                .isAccepted();

        problem(askUnder("withdrawn first", "bob@example.com"), 422, "idempotency-key-reused");
    }

    @Test
    void aKeyOfARequestForASeatIsNotForAnotherPost() {
        WebTestClient caller = api.as(tables.key(organization, Permission.ACCEPTANCES_WRITE, Permission.TEAMS_WRITE));
        idOf(askUnder(caller, "seat before team", "ada@example.com"));

        problem(makeTeam(caller, "seat before team"), 422, "idempotency-key-reused");
    }

    @Test
    void aPostThatTookItsKeyFirstKeepsItsAnswer() {
        WebTestClient caller = api.as(tables.key(organization, Permission.ACCEPTANCES_WRITE, Permission.TEAMS_WRITE));
        makeTeam(caller, "team first").expectStatus().isCreated();
        idOf(askUnder(caller, "team first", "ada@example.com"));

        makeTeam(caller, "team first").expectStatus().isCreated();
    }

    private static ResponseSpec makeTeam(WebTestClient caller, String key) {
        return caller.post()
                .uri("/organizations/{org}/teams", organization)
                .header("Idempotency-Key", key)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"name\":\"%s\"}".formatted(key))
                .exchange();
    }

    private ResponseSpec askUnder(String key, String email) {
        return askUnder(client, key, email);
    }

    private ResponseSpec askUnder(WebTestClient caller, String key, String email) {
        return ask(
                caller.mutate().defaultHeader("Idempotency-Key", key).build(),
                invitation.id().toString(),
                "{\"email\":\"%s\"}".formatted(email));
    }

    @Test
    void aRepeatAfterTheDecisionIsAnsweredWithoutAnotherCommand() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = answeringWithdrawals(invitation, command -> {
            tables.withdraw(command.acceptance());
            tables.decided(command.command(), null);
            return withdrawn(command);
        })) {
            for (String attempt : List.of("first", "repeat")) {
                withdraw(client, id, "Idempotency-Key", "once")
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
        try (AnsweringWorker other = answeringWithdrawals(invitation, command -> {
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
        try (AnsweringWorker other = answeringWithdrawals(invitation, command -> {
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
}
