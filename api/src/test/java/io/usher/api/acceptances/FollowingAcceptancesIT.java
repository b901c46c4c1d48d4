package io.usher.api.acceptances;

import static io.usher.api.Patience.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.acceptances.Log.Request;
import io.usher.api.commands.AwaitedDecisions;
import io.usher.contract.event.InvitationEvent.InvitationDeleted;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class FollowingAcceptancesIT extends AcceptingScenario {

    @Test
    void thePendingRequestIsFoundAtOnce() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        client.get()
                .uri("/acceptances/{id}", id)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {"id": "%s", "invitation": "%s", "email": "ada@example.com", "outcome": "pending",
                         "decidedAt": null, "skipped": [], "granted": {"roles": [], "teams": [], "unit": null,
                         "groups": [], "courses": [], "accessExpiresAt": null}}""".formatted(id, invitation.id()));
        client.get()
                .uri("/invitations/{id}/acceptances?outcome=pending", invitation.id())
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(1)
                .jsonPath("$.items[0].id")
                .isEqualTo(id)
                .jsonPath("$.next")
                .isEmpty();
    }

    @Test
    void theDecisionIsFoundAsStored() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        worker.acceptSilently(onlyRequest(invitation.id()), 1);
        client.get()
                .uri("/acceptances/{id}", id)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {"id": "%s", "outcome": "accepted", "skipped": ["Gone"], "granted": {"roles": ["learner"],
                         "teams": ["Blue"], "unit": "Berlin", "groups": [], "courses": ["Kubernetes"],
                         "accessExpiresAt": null}}""".formatted(id))
                .jsonPath("$.decidedAt")
                .isNotEmpty()
                .jsonPath("$.reason")
                .doesNotExist();
    }

    @Test
    void acceptancesOfADeletedInvitationStayReadable() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        worker.acceptSilently(onlyRequest(invitation.id()), 1);

        TestInvitation deleted = invitation.deletedAt(Instant.now()).inVersion(2);
        tables.invitation(deleted.state());
        log.publish(UUID.randomUUID().toString(), Source.API, new InvitationDeleted(deleted.state()));
        await().untilAsserted(() -> problem(ask(invitation.id(), "bob@example.com"), 409, "invitation-deleted"));

        client.get()
                .uri("/acceptances/{id}", id)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("accepted");
        assertThat(page(invitation.id(), "", List.of("ada@example.com"))).isNull();
    }

    @Test
    void whatIsDecidedIsNotListedAsPending() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
        worker.acceptSilently(onlyRequest(invitation.id()), 1);
        client.get()
                .uri("/invitations/{id}/acceptances?outcome=pending", invitation.id())
                .exchange()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(0);
    }

    @Test
    void aRequestOfAnotherInstanceIsFoundToo() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        UUID id = UUID.randomUUID();
        log.publish(id.toString(), Source.API, Requests.of(id, invitation, "ada@example.com"));
        client.get()
                .uri("/acceptances/{id}", id)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("pending");
    }

    @Test
    void whoWaitsIsAnsweredWithTheDecision() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            var decision = CompletableFuture.runAsync(
                    () -> {
                        await().until(() -> !log.requests(invitation.id()).isEmpty());
                        worker.reject(onlyRequest(invitation.id()), 1, RejectionReason.NO_SEATS_LEFT);
                    },
                    other);
            client.post()
                    .uri("/invitations/{id}/acceptances", invitation.id())
                    .header("Prefer", "wait=15")
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"email\":\"ada@example.com\"}")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("Preference-Applied", "wait=15")
                    .expectBody()
                    .jsonPath("$.outcome")
                    .isEqualTo("rejected")
                    .jsonPath("$.reason")
                    .isEqualTo("no-seats-left");
            decision.join();
        }
    }

    @Test
    void whoWaitsInVainIsTold() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        client.post()
                .uri("/invitations/{id}/acceptances", invitation.id())
                .header("Prefer", "wait=1")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"email\":\"ada@example.com\"}")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals("Preference-Applied", "wait=1")
                .expectBody()
                .jsonPath("$.outcome")
                .isEqualTo("pending");
    }

    @Test
    void theListComesInQueueOrderPageByPage() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        for (int person = 1; person <= 5; person++) {
            ask(invitation.id(), "p" + person + "@example.com").expectStatus().isAccepted();
        }
        List<Request> requests = log.requests(invitation.id());
        for (int place = 5; place >= 1; place--) {
            Request request = requests.get(place - 1);
            if (place % 2 == 0) {
                worker.reject(request, place, RejectionReason.QUOTA_FULL);
            } else {
                worker.acceptSilently(request, place);
            }
        }
        String first = page(invitation.id(), "limit=2", List.of("p1@example.com", "p2@example.com"));
        String second = page(invitation.id(), "limit=2&cursor=" + first, List.of("p3@example.com", "p4@example.com"));
        assertThat(page(invitation.id(), "limit=2&cursor=" + second, List.of("p5@example.com")))
                .isNull();
        assertThat(page(invitation.id(), "outcome=rejected", List.of("p2@example.com", "p4@example.com")))
                .isNull();
        assertThat(page(invitation.id(), "reason=quota-full&q=P4", List.of("p4@example.com")))
                .isNull();
        assertThat(page(invitation.id(), "outcome=waitlisted", List.of())).isNull();
        for (String wrong : List.of("limit=0", "limit=201", "limit=x", "cursor=x", "outcome=x", "reason=x", "q=%00")) {
            client.get()
                    .uri(URI.create(api.url() + "/invitations/" + invitation.id() + "/acceptances?" + wrong))
                    .exchange()
                    .expectStatus()
                    .isBadRequest();
        }
    }

    @Test
    void whoWaitsForADecisionIsFoundByNameToo() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        for (String name : List.of("Ada", "Grace")) {
            ask(
                            invitation.id().toString(),
                            "{\"email\":\"%s@example.com\",\"firstName\":\"%s\",\"lastName\":\"Hopper\"}"
                                    .formatted(name.charAt(0), name))
                    .expectStatus()
                    .isAccepted();
        }

        String pending = "outcome=pending&q=";
        assertThat(page(invitation.id(), pending + "grace hop", List.of("G@example.com")))
                .isNull();
        assertThat(page(invitation.id(), pending + "HOPPER", List.of("A@example.com", "G@example.com")))
                .isNull();
        assertThat(page(invitation.id(), pending + "g@example", List.of("G@example.com")))
                .isNull();
        assertThat(page(invitation.id(), pending + "lovelace", List.of())).isNull();
    }

    @Test
    void theStreamSendsTheDecisionAndEnds() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        StepVerifier.create(stream(id))
                .assertNext(event -> assertThat(event.event()).isEqualTo("pending"))
                .then(() -> worker.accept(onlyRequest(invitation.id()), 1))
                .assertNext(event -> {
                    assertThat(event.event()).isEqualTo("decision");
                    assertThat(event.id()).isEqualTo(id + ".decision");
                    assertThat(event.data()).containsEntry("outcome", "accepted");
                })
                .expectComplete()
                .verify(SOON);
        StepVerifier.create(stream(id).map(event -> String.valueOf(event.event())))
                .expectNext("decision")
                .expectComplete()
                .verify(SOON);
        assertThat(api.bean(AwaitedDecisions.class).size()).isZero();
    }

    @Test
    void whoLeavesTheStreamLeavesNothingBehind() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        StepVerifier.create(stream(id))
                .expectNextCount(1)
                .then(() -> assertThat(api.bean(AwaitedDecisions.class).size()).isEqualTo(1))
                .thenCancel()
                .verify(SOON);
        await().until(() -> api.bean(AwaitedDecisions.class).size() == 0);
    }

    /** As after the log was made anew: nobody goes by what was known of the one before. */
    @Test
    void whenTheWorkersPositionGoesBackRequestsArePendingAgain() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        Request request = onlyRequest(invitation.id());
        String topic = Topic.ACCEPTANCES_REQUESTED.topicName();
        tables.position(topic, request.partition(), request.offset() + 1_000_000);
        await().untilAsserted(
                        () -> problem(client.get().uri("/acceptances/{id}", id).exchange(), 404, "not-found"));

        tables.position(topic, request.partition(), request.offset());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> client.get()
                        .uri("/acceptances/{id}", id)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody()
                        .jsonPath("$.outcome")
                        .isEqualTo("pending"));
    }

    @Test
    void whatIsNoEventStopsNobody() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        byte[] key = invitation.id().toString().getBytes(UTF_8);
        for (Topic topic : List.of(Topic.ACCEPTANCES_REQUESTED, Topic.ACCEPTANCES_DECIDED)) {
            ProducerRecord<byte[], byte[]> poison =
                    new ProducerRecord<>(topic.topicName(), 0, key, new byte[] {1, 2, 3});
            poison.headers()
                    .add("ce_id", new byte[] {-1})
                    .add("ce_subject", new byte[0])
                    .add("usher-idempotency", key);
            log.publish(poison);
            log.publish(new ProducerRecord<>(topic.topicName(), 0, new byte[0], null));
        }
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        StepVerifier.create(stream(id))
                .expectNextCount(1)
                .then(() -> worker.accept(onlyRequest(invitation.id()), 1))
                .expectNextCount(1)
                .expectComplete()
                .verify(SOON);
        assertThat(api.isReady()).isTrue();
    }

    private static @Nullable String page(InvitationId invitation, String query, List<String> emails) {
        Map<String, Object> page = client.get()
                .uri("/invitations/" + invitation + "/acceptances?" + query)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult()
                .getResponseBody();
        assertThat((List<?>) requireNonNull(page).get("items"))
                .extracting(item -> ((Map<?, ?>) item).get("email"))
                .isEqualTo(emails);
        return (String) page.get("next");
    }

    private static Flux<ServerSentEvent<Map<String, Object>>> stream(String id) {
        return web(1).get()
                .uri("/acceptances/{id}/stream", id)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .retrieve()
                .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>>() {});
    }
}
