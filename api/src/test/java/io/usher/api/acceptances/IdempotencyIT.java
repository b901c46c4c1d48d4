package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.acceptances.following.PendingRequests;
import io.usher.api.http.security.Permission;
import io.usher.contract.id.AcceptanceId;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.RequestHeadersSpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class IdempotencyIT {

    private static Tables tables;
    private static Log log;
    private static String key;
    private static AcceptingApi one;
    private static AcceptingApi other;

    @BeforeAll
    static void start() {
        tables = new Tables(TestServers.freshDatabase());
        log = new Log(TestServers.kafka().bootstrapServers());
        key = tables.key(null, Permission.ACCEPTANCES_WRITE);
        one = start(tables);
        other = start(tables);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        log.close();
    }

    @Test
    void theSameRequestUnderTheSameKeyIsAnsweredAlikeOnEveryInstanceAndQueuedOnce() {
        TestInvitation invitation = invitation();
        String first = accepted(ask(one, invitation, "key 1", "ada@example.com").exchange());
        assertThat(accepted(ask(one, invitation, "key 1", "ada@example.com").exchange()))
                .isEqualTo(first);
        awaitKnownTo(other, invitation);
        assertThat(accepted(ask(other, invitation, "key 1", "ada@example.com").exchange()))
                .isEqualTo(first);
        try (AcceptingApi restarted = start(tables)) {
            assertThat(accepted(ask(restarted, invitation, "key 1", "ada@example.com")
                            .exchange()))
                    .isEqualTo(first);
            refused(ask(restarted, invitation, "key 1", "bob@example.com").exchange());
        }
        assertThat(log.requests(invitation.id())).hasSize(1);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefusedOnEveryInstance() {
        TestInvitation invitation = invitation();
        accepted(ask(one, invitation, "key-2", "ada@example.com").exchange());
        awaitKnownTo(other, invitation);
        refused(ask(one, invitation, "key-2", "bob@example.com").exchange());
        refused(ask(other, invitation, "key-2", "bob@example.com").exchange());
        refused(ask(other, invitation(), "key-2", "ada@example.com").exchange());
        accepted(ask(other, invitation, "key-3", "bob@example.com").exchange());
        assertThat(log.requests(invitation.id())).hasSize(2);
    }

    @Test
    void ofTwoRequestsUnderOneKeyAtTheSameTimeOneIsQueued() throws Exception {
        TestInvitation invitation = invitation();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                String key = "pair-" + round;
                List<Future<Integer>> pair = Stream.of("ada", "bob")
                        .map(name -> name + "-" + key + "@example.com")
                        .map(email -> callers.submit(() -> status(ask(one, invitation, key, email))))
                        .toList();

                assertThat(List.of(pair.getFirst().get(), pair.getLast().get()))
                        .as(key)
                        .containsExactlyInAnyOrder(202, 422);
            }
        }
        assertThat(log.requests(invitation.id())).hasSize(20);
    }

    @Test
    void ofARequestForASeatAndAWithdrawalUnderOneKeyAtTheSameTimeOneIsQueued() throws Exception {
        TestInvitation invitation = invitation();
        accepted(ask(one, invitation, "to withdraw", "ada@example.com").exchange());
        AcceptanceId acceptance =
                log.requests(invitation.id()).getFirst().event().acceptance();
        int withdrawals = 0;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                String key = "mixed-" + round;
                Future<Integer> withdrawal = callers.submit(() -> status(withdraw(acceptance, key)));
                Future<Integer> request = callers.submit(() -> status(ask(one, invitation, key, key + "@example.com")));

                assertThat(List.of(withdrawal.get(), request.get())).as(key).containsExactlyInAnyOrder(202, 422);
                withdrawals += withdrawal.get() == 202 ? 1 : 0;
            }
        }
        assertThat(log.requests(invitation.id())).hasSize(1 + 20 - withdrawals);
    }

    @Test
    void aKeyOfAWithdrawalIsTakenOnEveryInstance() {
        TestInvitation invitation = invitation();
        accepted(ask(one, invitation, "seat", "ada@example.com").exchange());
        AcceptanceId acceptance =
                log.requests(invitation.id()).getFirst().event().acceptance();
        withdraw(acceptance, "withdrawal").exchange().expectStatus().isAccepted();
        // Read after the withdrawal: what concerns one invitation is in one partition.
        accepted(ask(one, invitation, "later", "bob@example.com").exchange());
        await().until(() -> other.bean(PendingRequests.class)
                        .of(invitation.id(), AcceptanceFilter.ALL)
                        .count()
                == 2);

        refused(ask(other, invitation, "withdrawal", "carol@example.com").exchange());
    }

    private static RequestHeadersSpec<?> withdraw(AcceptanceId acceptance, String idempotencyKey) {
        return one.as(key)
                .post()
                .uri("/acceptances/{id}/withdraw", acceptance.value())
                .header("Idempotency-Key", idempotencyKey)
                .header("Prefer", "wait=0");
    }

    private static int status(RequestHeadersSpec<?> request) {
        return request.exchange().expectBody().returnResult().getStatus().value();
    }

    @Test
    void aRepeatThatWaitsIsAnsweredWithTheDecision() {
        TestInvitation invitation = invitation();
        accepted(ask(one, invitation, "key-4", "ada@example.com").exchange());
        new Worker(tables, log).acceptSilently(log.requests(invitation.id()).getFirst(), 1);
        ask(one, invitation, "key-4", "ada@example.com")
                .header("Prefer", "wait=5")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("accepted");
        assertThat(log.requests(invitation.id())).hasSize(1);
    }

    @Test
    void aKeyHasALimitAndCanBePrinted() {
        TestInvitation invitation = invitation();
        ask(one, invitation, "x".repeat(255), "ada@example.com")
                .exchange()
                .expectStatus()
                .isAccepted();
        for (String wrong : new String[] {"x".repeat(256), "", "\u00e4"}) {
            ask(one, invitation, wrong, "ada@example.com")
                    .exchange()
                    .expectStatus()
                    .isBadRequest();
        }
    }

    private static AcceptingApi start(Tables tables) {
        AcceptingApi api = AcceptingApi.start(tables.database());
        await().atMost(Duration.ofSeconds(60)).until(api::isReady);
        return api;
    }

    private static TestInvitation invitation() {
        TestInvitation invitation = TestInvitation.publicOne().of(tables.organization());
        tables.invitation(invitation.state());
        return invitation;
    }

    private static void awaitKnownTo(AcceptingApi api, TestInvitation invitation) {
        await().until(() -> api.bean(PendingRequests.class)
                        .of(invitation.id(), AcceptanceFilter.ALL)
                        .count()
                == 1);
    }

    private static RequestHeadersSpec<?> ask(
            AcceptingApi api, TestInvitation invitation, String idempotencyKey, String email) {
        return api.as(key)
                .post()
                .uri("/invitations/{invitation}/acceptances", invitation.id())
                .header("Idempotency-Key", idempotencyKey)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"email\":\"%s\"}".formatted(email));
    }

    @CanIgnoreReturnValue
    private static String accepted(ResponseSpec answer) {
        return String.valueOf(answer.expectStatus()
                .isAccepted()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }

    private static void refused(ResponseSpec answer) {
        answer.expectStatus().isEqualTo(422).expectBody().jsonPath("$.code").isEqualTo("idempotency-key-reused");
    }
}
