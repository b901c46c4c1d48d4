package io.usher.api.acceptances;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.acceptances.Log.Request;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;

class WaitingListIT extends AcceptingScenario {

    private final TestInvitation invitation = invitation(TestInvitation.publicOne());

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
    void whoAsksAgainAndWaitsForTheAnswerIsToldTheirPlace() {
        var unused = waiting(1, null);
        AcceptanceId first = waiting(2, null);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            var decision = CompletableFuture.runAsync(
                    () -> {
                        await().until(() -> !log.requests(invitation.id()).isEmpty());
                        AcceptanceWaitlisted again = Worker.waitlisted(onlyRequest(invitation.id()), first, null);
                        tables.decided(again, 3);
                        log.publish(again.acceptance() + ".decided", Source.ACCEPTANCE_WORKER, again);
                    },
                    other);
            client.post()
                    .uri("/invitations/{id}/acceptances", invitation.id())
                    .header("Prefer", "wait=15")
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"email\":\"2@example.com\"}")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.outcome")
                    .isEqualTo("waitlisted")
                    .jsonPath("$.original")
                    .isEqualTo(first.toString())
                    .jsonPath("$.position")
                    .isEqualTo(2);
            decision.join();
        }
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

    @Test
    void whoAskedAgainAfterTheyWereAcceptedHasNoSeatOnceTheFirstRequestIsWithdrawn() {
        AcceptanceId first = accepted(1, null);
        AcceptanceId repeated = accepted(2, first);
        assertThat(ids("accepted")).containsExactly(first.toString(), repeated.toString());

        tables.withdraw(first);

        client.get()
                .uri("/acceptances/{id}", repeated.value())
                .exchange()
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("withdrawn")
                .jsonPath("$.original")
                .isEqualTo(first.toString())
                .jsonPath("$.granted.roles")
                .isEmpty();
        assertThat(ids("accepted")).isEmpty();
        assertThat(ids("withdrawn")).containsExactly(first.toString(), repeated.toString());
    }

    @Test
    void whoWasErasedIsCalledThat() {
        AcceptanceId id = accepted(1, null);
        tables.erase(id);

        client.get()
                .uri("/acceptances/{id}", id.value())
                .exchange()
                .expectBody()
                .jsonPath("$.email")
                .isEqualTo("erased");
    }

    private List<Object> ids(String outcome) {
        Map<String, Object> page = requireNonNull(client.get()
                .uri("/invitations/" + invitation.id() + "/acceptances?outcome=" + outcome)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult()
                .getResponseBody());
        return ((List<?>) requireNonNull(page.get("items")))
                .stream()
                        .<Object>map(item -> requireNonNull(((Map<?, ?>) item).get("id")))
                        .toList();
    }

    private AcceptanceId accepted(long ordinal, @Nullable AcceptanceId original) {
        Request request =
                new Request(Requests.of(UUID.randomUUID(), invitation, ordinal + "@example.com"), 0, 0, Instant.now());
        tables.decided(Worker.accepted(request, original), ordinal);
        return request.event().acceptance();
    }

    private AcceptanceId waiting(long ordinal, @Nullable AcceptanceId original) {
        UUID id = UUID.randomUUID();
        Request request = new Request(Requests.of(id, invitation, ordinal + "@example.com"), 0, 0, Instant.now());
        tables.decided(Worker.waitlisted(request, original, 99L), ordinal);
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
