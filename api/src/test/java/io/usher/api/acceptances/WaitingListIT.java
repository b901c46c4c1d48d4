package io.usher.api.acceptances;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.acceptances.Log.Request;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.Grants;
import io.usher.contract.id.AcceptanceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;

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
        tables.decided(
                new AcceptanceAccepted(
                        request.event().acceptance(),
                        invitation.id(),
                        organization,
                        request.event().email(),
                        null,
                        null,
                        request.appendedAt(),
                        request.appendedAt(),
                        original,
                        new Grants(List.of("learner"), List.of(), null, List.of(), List.of(), null),
                        List.of()),
                ordinal);
        return request.event().acceptance();
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
