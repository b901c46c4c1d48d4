package io.usher.api.acceptances;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.acceptances.Log.Request;
import io.usher.api.acceptances.cache.InvitationView;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;

class AskingForSeatsIT extends AcceptingScenario {

    @Test
    void aRequestIsInTheQueueOnceItIsAnswered() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        Map<String, Object> answer = accepted(ask(invitation.id(), "Ada@Example.com"));
        Request request = onlyRequest(invitation.id());
        assertThat(answer)
                .containsOnlyKeys("id", "invitation", "email", "outcome", "requestedAt")
                .containsEntry("id", request.event().acceptance().toString())
                .containsEntry("invitation", invitation.id().toString())
                .containsEntry("email", "Ada@Example.com")
                .containsEntry("outcome", "pending")
                .containsEntry("requestedAt", request.appendedAt().toString());
        assertThat(request.event().organization()).isEqualTo(organization);
        assertThat(request.event().firstName()).isEqualTo("Ada");
        assertThat(request.event().lastName()).isNull();
    }

    @Test
    void anInvitationIsFoundByItsCodeToo() {
        TestInvitation invitation = TestInvitation.publicOne().of(organization);
        String code = tables.invitation(invitation.state());
        ask(code, "{\"email\":\"ada@example.com\"}").expectStatus().isAccepted();
        assertThat(onlyRequest(invitation.id()).event().invitation()).isEqualTo(invitation.id());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whoWouldNotGetInForSureIsRefused(TestInvitation fixture, RejectionReason reason) {
        TestInvitation invitation = invitation(fixture);
        problem(ask(invitation.id(), "ada@example.com"), 409, reason.wireName());
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    static List<Object[]> refusals() {
        Instant now = Instant.now();
        TestInvitation open = TestInvitation.publicOne();
        return List.of(
                new Object[] {open.deletedAt(now), RejectionReason.INVITATION_DELETED},
                new Object[] {TestInvitation.publicOne().disabled(), RejectionReason.INVITATION_DISABLED},
                new Object[] {
                    TestInvitation.publicOne().openFrom(now.plusSeconds(60)), RejectionReason.INVITATION_NOT_OPEN
                },
                new Object[] {TestInvitation.publicOne().until(now.minusSeconds(60)), RejectionReason.INVITATION_EXPIRED
                },
                new Object[] {TestInvitation.publicOne().onlyForDomains("corp.com"), RejectionReason.NOT_INVITED});
    }

    @Test
    void whetherSomebodyIsAnAddresseeIsLeftToTheWorker() {
        TestInvitation invitation =
                invitation(TestInvitation.publicOne().onlyForDomains("corp.com").forItsInvitees());

        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
    }

    @Test
    void aFullInvitationIsLearnedOfFromItsRejectionsAndOpenAgainSoon() {
        TestInvitation invitation = invitation(TestInvitation.publicOne().withQuota(1));
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
        tables.accepted(invitation.id(), 1);
        worker.reject(onlyRequest(invitation.id()), 1, RejectionReason.QUOTA_FULL);
        await().untilAsserted(() -> problem(ask(invitation.id(), "bob@example.com"), 409, "quota-full"));

        tables.invitation(invitation.withQuota(2).inVersion(2).state());
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        ask(invitation.id(), "carol@example.com").expectStatus().isAccepted());
    }

    @Test
    void aFullInvitationIsLearnedOfBeforeAnybodyIsRejected() {
        TestInvitation invitation = invitation(TestInvitation.publicOne().withQuota(1));
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
        tables.accepted(invitation.id(), 1);
        log.publish(
                UUID.randomUUID().toString(),
                Source.ACCEPTANCE_WORKER,
                new OpsQuotaFull(invitation.id(), organization, 1, Instant.now()));
        InvitationView view = api.bean(InvitationView.class);
        await().until(() -> !view.isKnownWithRoom(invitation.id()));

        problem(ask(invitation.id(), "bob@example.com"), 409, "quota-full");
    }

    @Test
    void whoWasAcceptedIsNotRefusedThoughTheInvitationIsFull() {
        TestInvitation invitation = invitation(TestInvitation.publicOne().withQuota(1));
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
        worker.accept(onlyRequest(invitation.id()), 1);
        tables.accepted(invitation.id(), 1);
        ask(invitation.id(), "bob@example.com").expectStatus().isAccepted();
        await().until(() -> log.requests(invitation.id()).size() == 2);
        worker.reject(log.requests(invitation.id()).get(1), 2, RejectionReason.QUOTA_FULL);
        await().untilAsserted(() -> problem(ask(invitation.id(), "bob@example.com"), 409, "quota-full"));

        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
    }

    @Test
    void aChangeThatIsToldIsJudgedByAtOnceAndOneThatWasNotToldRefusesNobodyForLong() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();

        TestInvitation disabled = invitation.disabled().inVersion(2);
        tables.invitation(disabled.state());
        log.publish(UUID.randomUUID().toString(), Source.API, new InvitationDisabled(disabled.state()));
        await().untilAsserted(() -> problem(ask(invitation.id(), "bob@example.com"), 409, "invitation-disabled"));

        tables.invitation(invitation.enabled().inVersion(3).state());
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        ask(invitation.id(), "bob@example.com").expectStatus().isAccepted());
    }

    @Test
    void whatTheEventSaysAndTheDatabaseDoesNotConfirmRefusesNobody() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        log.publish(
                UUID.randomUUID().toString(),
                Source.API,
                new InvitationUpdated(invitation.disabled().inVersion(2).state()));
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
    }

    @Test
    void whatManyAskAtOnceIsInTheQueueExactlyOnce() {
        int people = 2000;
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        WebClient web = web(people);
        // Whether one is queued that was answered 503 is not known.
        List<String> acknowledged = Flux.fromStream(IntStream.range(0, people).boxed())
                .flatMap(
                        person -> web.post()
                                .uri("/invitations/{id}/acceptances", invitation.id())
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(Map.of("email", "p" + person + "@example.com"))
                                .retrieve()
                                .bodyToMono(new ParameterizedTypeReference<Map<String, Object>>() {})
                                .map(answer -> requireNonNull((String) answer.get("id")))
                                .onErrorComplete(WebClientResponseException.ServiceUnavailable.class),
                        people)
                .collectList()
                .blockOptional(Duration.ofSeconds(60))
                .orElseThrow();
        assertThat(acknowledged).hasSizeGreaterThan(people / 2).doesNotHaveDuplicates();
        assertThat(log.requests(invitation.id()).stream()
                        .map(request -> request.event().acceptance().toString())
                        .toList())
                .doesNotHaveDuplicates()
                .containsAll(acknowledged)
                .hasSizeLessThanOrEqualTo(people);
    }

    @Test
    void nearTheTimesTheRequestIsQueuedAndTheBrokersTimeDecides() {
        TestInvitation opening =
                invitation(TestInvitation.publicOne().openFrom(Instant.now().plusSeconds(3)));
        ask(opening.id(), "ada@example.com").expectStatus().isAccepted();
        await().until(AskingForSeatsIT::askedSoonAfterTheEnd, Optional::isPresent)
                .orElseThrow()
                .expectStatus()
                .isAccepted();
    }

    /** Empty if by the time of the answer the end was no longer near. */
    private static Optional<ResponseSpec> askedSoonAfterTheEnd() {
        Instant end = Instant.now().minusSeconds(1);
        ResponseSpec answer =
                ask(invitation(TestInvitation.publicOne().until(end)).id(), "ada@example.com");
        return Instant.now().isBefore(end.plusSeconds(5)) ? Optional.of(answer) : Optional.empty();
    }

    @Test
    void aFullInvitationRefusesEverybodyButThoseWhoGotIn() {
        int people = 3000;
        TestInvitation invitation = invitation(TestInvitation.publicOne().withQuota(1));
        tables.accepted(invitation.id(), 1);
        tables.decided(
                Worker.accepted(
                        new Request(Requests.of(UUID.randomUUID(), invitation, "p7@example.com"), 0, 0, Instant.now())),
                1);
        WebClient web = web(200);
        List<String> queued = Flux.range(0, people)
                .flatMap(
                        person -> web.post()
                                .uri("/invitations/{id}/acceptances", invitation.id())
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(Map.of("email", "p" + person + "@example.com"))
                                .exchangeToMono(answer -> answer.bodyToMono(String.class)
                                        .map(body ->
                                                Map.entry(answer.statusCode().value(), body))),
                        200)
                .filter(answer -> answer.getKey() != 409 || !answer.getValue().contains("quota-full"))
                .map(answer -> answer.getKey() + answer.getValue())
                .collectList()
                .blockOptional(Duration.ofSeconds(60))
                .orElseThrow();
        // A database that is slow for a moment has some of them queued.
        assertThat(queued)
                .hasSizeLessThan(people / 2)
                .allMatch(answer -> answer.startsWith("202"))
                .anyMatch(answer -> answer.contains("p7@example.com"));
        assertThat(log.requests(invitation.id())).hasSameSizeAs(queued);
    }

    /** From the answer to the switch on: what one instance knows of it by then does not matter. */
    @Test
    void onceEnabledNobodyIsRefusedAsDisabled() {
        WebTestClient platform = api.as(RunningApi.ADMIN_TOKEN);
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        for (int round = 0; round < 20; round++) {
            turn(platform, invitation, "disabled");
            await().untilAsserted(() -> problem(ask(invitation.id(), "bob@example.com"), 409, "invitation-disabled"));
            turn(platform, invitation, "enabled");
            ask(invitation.id(), "carol" + round + "@example.com")
                    .expectStatus()
                    .isAccepted();
        }
    }

    private static void turn(WebTestClient platform, TestInvitation invitation, String status) {
        platform.patch()
                .uri("/invitations/{id}", invitation.id())
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("status", status))
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void whatBecameOfRequestsIsCounted() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
        api.program()
                .anonymous()
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(metrics -> assertThat(metrics)
                        .contains("usher_api_acceptances_seconds_count{", "result=\"queued\"")
                        .contains("usher_api_acceptances_pending", "usher_api_acceptances_waiting"));
    }
}
