package io.usher.api.accepting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.accepting.Log.Request;
import io.usher.api.access.Scope;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InvitationEvent.InvitationUpdated;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.servers.TestServers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

class AcceptancesIT {

    private static Tables tables;
    private static Log log;
    private static Worker worker;
    private static AcceptingApi api;
    private static OrganizationId organization;
    private static String key;
    private static WebTestClient client;

    @BeforeAll
    static void start() {
        tables = new Tables(TestServers.freshDatabase());
        log = new Log(TestServers.kafka().bootstrapServers());
        worker = new Worker(tables, log);
        organization = tables.organization();
        key = tables.key(organization, Scope.ACCEPTANCES_WRITE, Scope.INVITATIONS_READ);
        api = AcceptingApi.start(tables.database());
        client = api.as(key);
        await().until(api::isReady);
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @Test
    void aRequestIsInTheQueueOnceItIsAnswered() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
        InvitationFixture invitation = InvitationFixture.publicOne().of(organization);
        String code = tables.invitation(invitation.state());
        ask(code, "{\"email\":\"ada@example.com\"}").expectStatus().isAccepted();
        assertThat(onlyRequest(invitation.id()).event().invitation()).isEqualTo(invitation.id());
    }

    @Test
    void thePendingRequestIsFoundAtOnce() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
                         "teams": ["Blue"], "unit": null, "groups": [], "courses": [], "accessExpiresAt": null}}""".formatted(id))
                .jsonPath("$.decidedAt")
                .isNotEmpty()
                .jsonPath("$.reason")
                .doesNotExist();
    }

    @Test
    void whatIsDecidedIsNotListedAsPendingForLong() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
        worker.acceptSilently(onlyRequest(invitation.id()), 1);
        await().untilAsserted(() -> client.get()
                .uri("/invitations/{id}/acceptances?outcome=pending", invitation.id())
                .exchange()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(0));
    }

    @Test
    void aRequestOfAnotherInstanceIsFoundToo() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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

    @ParameterizedTest
    @MethodSource("refusals")
    void whoWouldNotGetInForSureIsRefused(InvitationFixture fixture, RejectionReason reason) {
        InvitationFixture invitation = invitation(fixture);
        problem(ask(invitation.id(), "ada@example.com"), 409, reason.wireName());
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    static List<Object[]> refusals() {
        Instant now = Instant.now();
        InvitationFixture open = InvitationFixture.publicOne();
        return List.of(
                new Object[] {open.deletedAt(now), RejectionReason.INVITATION_DELETED},
                new Object[] {InvitationFixture.publicOne().disabled(), RejectionReason.INVITATION_DISABLED},
                new Object[] {
                    InvitationFixture.publicOne().openFrom(now.plusSeconds(60)), RejectionReason.INVITATION_NOT_OPEN
                },
                new Object[] {
                    InvitationFixture.publicOne().until(now.minusSeconds(1)), RejectionReason.INVITATION_EXPIRED
                },
                new Object[] {
                    InvitationFixture.publicOne().onlyFor("*@corp.com", "bob@example.com"), RejectionReason.NOT_INVITED
                });
    }

    @Test
    void aFullInvitationIsLearnedOfFromItsRejectionsAndOpenAgainWithinASecond() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne().withQuota(1));
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
        tables.accepted(invitation.id(), 1);
        worker.reject(onlyRequest(invitation.id()), 1, RejectionReason.QUOTA_FULL);
        await().untilAsserted(() -> problem(ask(invitation.id(), "bob@example.com"), 409, "quota-full"));

        tables.invitation(invitation.withQuota(2).inVersion(2).state());
        await().atMost(Duration.ofMillis(1500))
                .untilAsserted(() ->
                        ask(invitation.id(), "carol@example.com").expectStatus().isAccepted());
    }

    @Test
    void whoWasAcceptedIsNotRefusedThoughTheInvitationIsFull() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne().withQuota(1));
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
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();

        InvitationFixture disabled = invitation.disabled().inVersion(2);
        tables.invitation(disabled.state());
        log.publish(UUID.randomUUID().toString(), Source.API, new InvitationDisabled(disabled.state()));
        await().untilAsserted(() -> problem(ask(invitation.id(), "bob@example.com"), 409, "invitation-disabled"));

        tables.invitation(invitation.enabled().inVersion(3).state());
        await().atMost(Duration.ofMillis(1500))
                .untilAsserted(() ->
                        ask(invitation.id(), "bob@example.com").expectStatus().isAccepted());
    }

    @Test
    void whatTheEventSaysAndTheDatabaseDoesNotConfirmRefusesNobody() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        log.publish(
                UUID.randomUUID().toString(),
                Source.API,
                new InvitationUpdated(invitation.disabled().inVersion(1).state()));
        ask(invitation.id(), "ada@example.com").expectStatus().isAccepted();
    }

    @Test
    void whatDoesNotExistForTheCallerIsNotFound() {
        problem(ask(new InvitationId(UUID.randomUUID()), "ada@example.com"), 404, "not-found");
        problem(ask("no-such-code", "{\"email\":\"ada@example.com\"}"), 404, "not-found");
        InvitationFixture foreign = InvitationFixture.publicOne().of(tables.organization());
        tables.invitation(foreign.state());
        problem(ask(foreign.id(), "ada@example.com"), 404, "not-found");

        UUID id = UUID.randomUUID();
        log.publish(id.toString(), Source.API, Requests.of(id, foreign, "ada@example.com"));
        String theirs = tables.key(foreign.organization(), Scope.INVITATIONS_READ);
        await().untilAsserted(() -> api.as(theirs)
                .get()
                .uri("/acceptances/{id}", id)
                .exchange()
                .expectStatus()
                .isOk());
        for (String path : List.of("/acceptances/" + id, "/acceptances/" + id + "/stream", "/acceptances/nothing")) {
            problem(client.get().uri(path).exchange(), 404, "not-found");
        }
        problem(client.get().uri("/invitations/{id}/acceptances", foreign.id()).exchange(), 404, "not-found");
    }

    @Test
    void theScopeDecidesWhatAKeyMay() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        String reading = tables.key(organization, Scope.MEMBERS_READ);
        problem(ask(api.as(reading), invitation.id().toString(), "{\"email\":\"ada@example.com\"}"), 403, "forbidden");
        problem(
                api.as(reading)
                        .get()
                        .uri("/acceptances/{id}", UUID.randomUUID())
                        .exchange(),
                403,
                "forbidden");
        problem(
                api.as(reading)
                        .get()
                        .uri("/acceptances/{id}/stream", UUID.randomUUID())
                        .exchange(),
                403,
                "forbidden");
        problem(
                api.as(reading)
                        .get()
                        .uri("/invitations/{id}/acceptances", invitation.id())
                        .exchange(),
                403,
                "forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"email\":null}",
                "{\"email\":7}",
                "{\"email\":{}}",
                "{\"email\":\"\"}",
                "{\"email\":\"nobody\"}",
                "{\"email\":\"a@b.co\",\"email\":\"b@b.co\"}",
                "{\"email\":\"a@b.co\",\"quota\":1}",
                "{\"email\":\"a@b.co\",\"firstName\":\"\\u0000\"}",
                "{\"email\":\"a@b.co\",\"firstName\":\"\\ud800\"}",
                "{\"email\":\"a@b.co\",\"lastName\":\"a\\nb\"}",
                "{\"email\":\"a@\\ud83d\\ude00.co\\u0000\"}",
                "\u0000\u0001\u0002"
            })
    void whatIsNoRequestIsRefusedAsSuch(String body) {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        ask(invitation.id().toString(), body).expectStatus().isBadRequest();
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%FF%FE", "..", "%F0%9F%98%80", "'%20or%201=1"})
    void aHostileReferenceIsNotFound(String reference) {
        client.post()
                .uri(java.net
                        .URI
                        .create(api.url() + "/invitations/" + reference + "/acceptances")
                        .normalize())
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"email\":\"ada@example.com\"}")
                .exchange()
                .expectStatus()
                .is4xxClientError();
    }

    @Test
    void namesHaveALimit() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        String body = "{\"email\":\"ada@example.com\",\"firstName\":\"%s\"}";
        problem(ask(invitation.id().toString(), body.formatted("x".repeat(256))), 400, "invalid");
        ask(invitation.id().toString(), body.formatted("x".repeat(255)))
                .expectStatus()
                .isAccepted();
    }

    @Test
    void withdrawingIsNotOfferedYet() {
        client.post()
                .uri("/acceptances/{id}/withdraw", UUID.randomUUID())
                .exchange()
                .expectStatus()
                .is4xxClientError();
    }

    @Test
    void theListComesInQueueOrderPageByPage() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
    void theStreamTellsTheDecisionAndEnds() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
                .verify(Duration.ofSeconds(15));
        StepVerifier.create(stream(id).map(event -> String.valueOf(event.event())))
                .expectNext("decision")
                .expectComplete()
                .verify(Duration.ofSeconds(15));
        assertThat(api.bean(AwaitedDecisions.class).size()).isZero();
    }

    @Test
    void whoLeavesTheStreamLeavesNothingBehind() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        String id = idOf(ask(invitation.id(), "ada@example.com"));
        StepVerifier.create(stream(id))
                .expectNextCount(1)
                .then(() -> assertThat(api.bean(AwaitedDecisions.class).size()).isEqualTo(1))
                .thenCancel()
                .verify(Duration.ofSeconds(15));
        await().until(() -> api.bean(AwaitedDecisions.class).size() == 0);
    }

    @Test
    void whatIsNoEventStopsNobody() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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
                .verify(Duration.ofSeconds(15));
        assertThat(api.isReady()).isTrue();
    }

    @Test
    void whatManyAskAtOnceIsInTheQueueExactlyOnce() {
        int people = 2000;
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
        WebClient web = web(people);
        List<String> acknowledged = Flux.fromStream(IntStream.range(0, people).boxed())
                .flatMap(
                        person -> web.post()
                                .uri("/invitations/{id}/acceptances", invitation.id())
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(Map.of("email", "p" + person + "@example.com"))
                                .retrieve()
                                .bodyToMono(new ParameterizedTypeReference<Map<String, Object>>() {})
                                .map(answer -> requireNonNull((String) answer.get("id"))),
                        people)
                .collectList()
                .blockOptional(Duration.ofSeconds(60))
                .orElseThrow();
        assertThat(acknowledged).hasSize(people).doesNotHaveDuplicates();
        assertThat(log.requests(invitation.id()).stream()
                        .map(request -> request.event().acceptance().toString()))
                .containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    @Test
    void whatBecameOfRequestsIsCounted() {
        InvitationFixture invitation = invitation(InvitationFixture.publicOne());
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

    private static InvitationFixture invitation(InvitationFixture fixture) {
        InvitationFixture invitation = fixture.of(organization);
        var unused = tables.invitation(invitation.state());
        return invitation;
    }

    private static ResponseSpec ask(InvitationId invitation, String email) {
        return ask(invitation.toString(), "{\"email\":\"%s\",\"firstName\":\"Ada\"}".formatted(email));
    }

    private static ResponseSpec ask(String invitation, String body) {
        return ask(client, invitation, body);
    }

    private static ResponseSpec ask(WebTestClient caller, String invitation, String body) {
        return caller.post()
                .uri("/invitations/{invitation}/acceptances", invitation)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static Map<String, Object> accepted(ResponseSpec answer) {
        Map<String, Object> body = answer.expectStatus()
                .isAccepted()
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult()
                .getResponseBody();
        answer.expectHeader()
                .valueEquals(
                        "Location",
                        "/api/v1/acceptances/" + requireNonNull(body).get("id"));
        return body;
    }

    private static String idOf(ResponseSpec answer) {
        return requireNonNull((String) accepted(answer).get("id"));
    }

    private static void problem(ResponseSpec answer, int status, String code) {
        answer.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }

    private static Request onlyRequest(InvitationId invitation) {
        assertThat(log.requests(invitation)).hasSize(1);
        return log.requests(invitation).getFirst();
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

    private static WebClient web(int connections) {
        ConnectionProvider provider = ConnectionProvider.builder("test")
                .maxConnections(connections)
                .pendingAcquireMaxCount(-1)
                .build();
        return WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(HttpClient.create(provider)))
                .baseUrl(api.url())
                .defaultHeader("Authorization", "Bearer " + key)
                .build();
    }
}
