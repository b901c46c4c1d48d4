package io.usher.api.accounts;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.imports.HeldImport;
import io.usher.contract.event.Event;
import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** What was begun or made with rights ends with them. Tests that mostly wait for that do so side by side. */
class EndedRightsIT extends ReachScenario {

    private static final Duration WHILE = Duration.ofSeconds(60);

    /** People in a file that is not read at once. */
    private static final int IMPORTED = 20_000;

    private void demote(NewAccount account) {
        members.grant(organization, account.address(), role("learner"));
    }

    @Test
    void anImportEndsWithTheRightsOfWhoSentTheFile() {
        String invitation = invitation(api.platform(), "Imported", "");
        NewAccount account = person("learner-admin");
        Answers started = imported(account.page(), invitation, IMPORTED);
        assertThat(started.status()).as(started.text()).isEqualTo(202);

        try (HeldImport held = HeldImport.of(api, started.at("id"))) {
            demote(account);
        }

        String imported = started.header("Location");
        await().until(() -> !shown(imported).path("state").asString().equals("reading"));
        JsonNode ended = shown(imported);
        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.at("/problem/code").asString()).isEqualTo("rights-ended");
        assertThat(ended.path("done").asInt()).isLessThan(IMPORTED);
        assertThat(imported(api.platform(), invitation, IMPORTED).header("Location"))
                .as("whoever may goes on with it")
                .isEqualTo(imported);
        try (HeldImport held = HeldImport.of(api, started.at("id"))) {
            assertThat(held.letGoFor(() -> Answers.delete(api.platform(), imported))
                            .status())
                    .as("and stops it")
                    .isLessThan(300);
        }
    }

    @Test
    void anImportEndsWhenItsInvitationLeavesTheReachOfWhoSentTheFile() {
        String invitation = invitation(api.platform(), "Imported", "North");
        Answers started = imported(person("manager", north).page(), invitation, IMPORTED);
        assertThat(started.status()).as(started.text()).isEqualTo(202);

        try (HeldImport held = HeldImport.of(api, started.at("id"))) {
            assertThat(patch(api.platform(), invitation, Map.of("unit", "South"))
                            .status())
                    .isEqualTo(200);
        }

        String imported = started.header("Location");
        await().until(() -> !shown(imported).path("state").asString().equals("reading"));
        assertThat(shown(imported).at("/problem/code").asString()).isEqualTo("rights-ended");
    }

    private JsonNode shown(String imported) {
        return get(api.platform(), imported).json();
    }

    private static Answers imported(WebTestClient client, String invitation, int people) {
        var result = client.mutate()
                .responseTimeout(WHILE)
                .build()
                .post()
                .uri(invitation + "/imports")
                .header("Content-Type", "text/csv")
                .bodyValue(IntStream.range(0, people)
                        .mapToObj(i -> "First%d,Last%d,p%d@example.com%n".formatted(i, i, i))
                        .collect(Collectors.joining()))
                .exchange()
                .expectBody(String.class)
                .returnResult();
        String text = result.getResponseBody();
        return new Answers(result.getStatus().value(), result.getResponseHeaders(), text == null ? "" : text);
    }

    @Test
    @Execution(CONCURRENT)
    void anAnswerIsNotGivenAgainToWhoMayNotAskAnyMore() {
        NewAccount account = person("admin");
        WebTestClient admin = account.page();
        String invitation = invitation(admin, "Kept", "");
        List<Map.Entry<String, Object>> requests = List.of(
                Map.entry(path + "/api-keys", Map.of("name", "k", "scopes", List.of("members:read"))),
                Map.entry(path + "/teams", Map.of("name", "Kept")),
                Map.entry(path + "/invitations", targeted("Again", "")),
                Map.entry(invitation + "/invitees", List.of(Map.of("email", "a@example.com"))),
                Map.entry(invitation + "/invitees/resend", ""));
        for (Map.Entry<String, Object> request : requests) {
            Answers first =
                    post(admin, request.getKey(), request.getValue(), "Idempotency-Key", "kept" + request.getKey());
            assertThat(first.status()).as(first.text()).isIn(200, 201, 202);
            assertThat(post(admin, request.getKey(), request.getValue(), "Idempotency-Key", "kept" + request.getKey()))
                    .extracting(Answers::status, Answers::text)
                    .containsExactly(first.status(), first.text());
        }

        demote(account);
        await().until(() -> get(admin, invitation).status() == 403);

        for (Map.Entry<String, Object> request : requests) {
            assertThat(post(admin, request.getKey(), request.getValue(), "Idempotency-Key", "kept" + request.getKey())
                            .problem())
                    .as(request.getKey())
                    .isEqualTo("403 forbidden");
        }
    }

    @Test
    @Execution(CONCURRENT)
    void toLetSomebodyManageMembersTakesARecentSignIn() {
        RunningApi.created(
                api.platform(), path + "/roles", Map.of("name", "host", "permissions", List.of("members:write")));
        member("ann@example.com", "learner");
        NewAccount account = person("admin");
        WebTestClient admin = account.page();
        String hosts = invitation(admin, "Hosts", "", "host");
        age(account);
        await().until(() -> post(admin, path + "/api-keys", Map.of("name", "k", "scopes", List.of("members:read")))
                        .status()
                == 403);

        List<Answers> refused = List.of(
                post(admin, path + "/invitations", targeted("Admins", "", "admin")),
                post(admin, path + "/invitations", targeted("Hosts", "", "host")),
                post(admin, hosts + "/invitees", List.of(Map.of("email", "a@example.com"))),
                patch(admin, hosts, Map.of("status", "disabled", "expiresAt", "2041-01-01T00:00:00Z")),
                patch(admin, memberPath("ann@example.com"), Map.of("roles", List.of("admin"))),
                post(admin, path + "/roles", Map.of("name", "other", "permissions", List.of("members:write"))));
        assertThat(refused).extracting(Answers::problem).containsOnly("403 sign-in-again");

        assertThat(patch(admin, hosts, Map.of("status", "disabled")).status()).isEqualTo(200);
        assertThat(post(admin, path + "/invitations", targeted("Managers", "North", "manager"))
                        .status())
                .as("in a unit alone")
                .isEqualTo(201);
        assertThat(post(admin, path + "/invitations", targeted("Analysts", "", "learner-analyst"))
                        .status())
                .isEqualTo(201);
    }

    private void age(NewAccount account) {
        assertThat(api.execute("""
                        update directory.session set authenticated_at = authenticated_at - interval '16 minutes'
                        where account_id = (select id from directory.account where address = ?)""", account.address())).isOne();
    }

    /** The worker does not end it: nobody else could restore it. */
    @Test
    void theLastAdminKeepsTheirRightsWhenTheirAccessEnds() {
        NewAccount last = person("admin");
        WebTestClient ofLast = key(last);
        members.accessEnds(organization, last.address(), Instant.now().minusSeconds(60));
        NewAccount learner = person("learner");
        members.accessEnds(organization, learner.address(), Instant.now().minusSeconds(60));
        NewAccount over = person("admin");
        members.accessEnds(organization, over.address(), Instant.now().minusSeconds(60));
        members.end(organization, over.address());

        assertThat(get(last.page(), path + "/members").status()).isEqualTo(200);
        assertThat(get(ofLast, path + "/teams").status()).isEqualTo(200);
        assertThat(last.browser().get("/me").text()).contains("href=\"/console\"");
        assertThat(get(learner.page(), path).status()).isEqualTo(404);

        person("admin");
        await().until(() -> get(last.page(), path + "/members").status() == 404);
        await().until(() -> get(ofLast, path + "/teams").status() == 401);
    }

    /** Sessions are looked up every few seconds. */
    @Test
    void whoWasDemotedAMomentAgoMakesNoKey() {
        NewAccount account = person("admin");
        WebTestClient page = account.page();
        Map<String, Object> key = Map.of("name", "late", "scopes", List.of("teams:write"));
        assertThat(post(page, path + "/api-keys", key).status()).isEqualTo(201);

        demote(account);
        assertThat(post(page, path + "/api-keys", key).problem()).isEqualTo("403 forbidden");

        members.remove(organization, account.address());
        assertThat(post(page, path + "/api-keys", key).problem()).isEqualTo("404 not-found");
    }

    /** The role comes back before anybody has used the key. */
    @Test
    @Execution(CONCURRENT)
    void aKeyStaysEndedWhenTheRoleOfItsMakerComesBack() {
        NewAccount demoted = person("admin");
        NewAccount removed = person("admin");
        NewAccount kept = person("admin");
        WebTestClient ofDemoted = key(demoted);
        WebTestClient ofRemoved = key(removed);
        WebTestClient ofKept = key(kept);

        publish(
                changed(demoted, "learner"),
                changed(demoted, "admin"),
                new MemberLeft(
                        id(removed),
                        organization,
                        removed.address(),
                        MemberLeft.REMOVED,
                        new CommandId(UUID.randomUUID()),
                        Instant.now()),
                changed(kept, "learner", "Admin"));

        await().until(() -> get(ofDemoted, path + "/teams").status() == 401);
        await().until(() -> get(ofRemoved, path + "/teams").status() == 401);
        assertThat(get(ofKept, path + "/teams").status()).isEqualTo(200);
        assertThat(get(key(demoted), path + "/teams").status()).as("a new one").isEqualTo(200);
        assertThat(listed(kept.page(), path + "/audit?action=api-key.revoked", "action"))
                .hasSize(2);
    }

    @Test
    @Execution(CONCURRENT)
    void aKeyStaysEndedWhenTheRoleGetsItsPermissionsBack() {
        String host = path + "/roles/"
                + RunningApi.created(
                                api.platform(),
                                path + "/roles",
                                Map.of("name", "host", "permissions", List.of("members:write", "teams:write")))
                        .path("id")
                        .asString();
        WebTestClient ofHost = key(person("host"));

        assertThat(patch(api.platform(), host, Map.of("permissions", List.of("teams:write")))
                        .status())
                .isEqualTo(200);
        assertThat(patch(api.platform(), host, Map.of("permissions", List.of("members:write", "teams:write")))
                        .status())
                .isEqualTo(200);

        await().until(() -> get(ofHost, path + "/teams").status() == 401);
    }

    private WebTestClient key(NewAccount maker) {
        return api.as(RunningApi.created(
                        maker.page(), path + "/api-keys", Map.of("name", "made", "scopes", List.of("teams:write")))
                .path("secret")
                .asString());
    }

    private MemberId id(NewAccount account) {
        return MemberId.of(organization, account.address());
    }

    private MemberChanged changed(NewAccount account, String... roles) {
        return new MemberChanged(
                id(account),
                organization,
                account.address(),
                account.address(),
                null,
                null,
                new Grants(List.of(roles), List.of(), null, List.of(), List.of(), null),
                new CommandId(UUID.randomUUID()),
                Instant.now());
    }

    private static void publish(Event... events) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Event event : events) {
                var unused = producer.send(EventCodec.encode(new EventMessage(
                        UUID.randomUUID().toString(), Source.ACCEPTANCE_WORKER, Instant.now(), event)));
            }
            producer.flush();
        }
    }
}
