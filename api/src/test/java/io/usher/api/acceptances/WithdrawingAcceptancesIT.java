package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.commands.AnsweringWorker;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithdrawingAcceptancesIT extends WithdrawingScenario {

    @Test
    void theAnswerIsWhatIsStoredAfterTheDecision() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = answeringWithdrawals(invitation, command -> {
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
        try (AnsweringWorker other = answeringWithdrawals(invitation, command -> refused(command, reason))) {
            problem(withdraw(client, id), status, code);
            assertThat(other.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
    }

    @Test
    void aWithdrawalIsInTheAuditLogAsWhatItBecame() {
        String id = accepted("ada@example.com");
        try (AnsweringWorker other = answeringWithdrawals(invitation, WithdrawingScenario::withdrawn)) {
            withdraw(client, id).expectStatus().isOk();
            assertThat(other.commands(AcceptanceWithdrawalRequested.class)).hasSize(1);
        }
        api.as(tables.key(organization, Permission.MEMBERS_WRITE))
                .get()
                .uri("/organizations/{organization}/audit?subject={id}", organization, id)
                .exchange()
                .expectBody()
                .jsonPath("$.items[0].action")
                .isEqualTo("acceptance.withdrawn")
                .jsonPath("$.items[0].subject.name")
                .isEqualTo("ada@example.com")
                .jsonPath("$.items.length()")
                .isEqualTo(1);
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
        try (AnsweringWorker other = answeringWithdrawals(
                invitation,
                command -> new MemberLeft(
                        MemberId.of(organization, "ada@example.com"),
                        organization,
                        "ada@example.com",
                        MemberLeft.WITHDRAWN,
                        command.command(),
                        Instant.EPOCH))) {
            withdraw(client, id, "Prefer", "wait=1").expectStatus().isAccepted();
            await().untilAsserted(() -> assertThat(other.commands(AcceptanceWithdrawalRequested.class))
                    .hasSize(1));
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
}
