package io.usher.api.keys;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Tests that wait for the end of a key do so side by side. */
class KeysIT {

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient platform = api.platform();
    private final String id =
            api.organization("Keys " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id + "/api-keys";

    @Test
    void aSecretIsShownOnceAndKeptNowhere() {
        Answers made = post(platform, path, Map.of("name", "site", "scopes", List.of("members:read")));
        String secret = made.at("secret");

        assertThat(secret).matches("usher_[A-Za-z0-9_-]{43}");
        assertThat(get(platform, path).text()).contains(made.at("id")).doesNotContain("secret", secret);
        assertThat(get(api.as(secret), "/api/v1/organizations/" + id).status()).isEqualTo(200);
        assertThat(stored()).doesNotContain(secret).doesNotContain(RunningApi.ADMIN_TOKEN);
    }

    private String stored() {
        return String.valueOf(api.context()
                .getBean(DatabaseClient.class)
                .sql("select string_agg(k::text, ' ') as all_keys from directory.api_key k")
                .map(row -> String.valueOf(row.get("all_keys", String.class)))
                .one()
                .block());
    }

    @Test
    void whenAKeyWasUsedIsNotedOnceAMinute() {
        Answers made = post(platform, path, Map.of("name", "used", "scopes", List.of("members:read")));
        WebTestClient holder = api.as(made.at("secret"));
        assertThat(lastUsed(made)).isEmpty();

        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        assertThat(get(holder, "/api/v1/organizations/" + id).status()).isEqualTo(200);
        await().until(() -> !lastUsed(made).isEmpty());
        String first = lastUsed(made);
        assertThat(Instant.parse(first)).isBetween(before, Instant.now());
        await().during(Duration.ofSeconds(5)).until(() -> {
            get(holder, "/api/v1/organizations/" + id);
            return lastUsed(made).equals(first);
        });

        update("update directory.api_key set used_at = used_at - interval '1 minute' where id = :id", made);
        String earlier = lastUsed(made);
        await().until(() -> {
            get(holder, "/api/v1/organizations/" + id);
            return Instant.parse(lastUsed(made)).isAfter(Instant.parse(earlier).plusSeconds(60));
        });
    }

    @Test
    void aKeyThatHasExpiredIsNotUsed() {
        Answers made = post(platform, path, Map.of("name", "over", "scopes", List.of("members:read")));
        update("update directory.api_key set expires_at = now() where id = :id", made);

        assertThat(get(api.as(made.at("secret")), "/api/v1/organizations/" + id).status())
                .isEqualTo(401);
        Answers valid = post(platform, path, Map.of("name", "valid", "scopes", List.of("members:read")));
        assertThat(get(api.as(valid.at("secret")), "/api/v1/organizations/" + id)
                        .status())
                .isEqualTo(200);
        await().until(() -> !lastUsed(valid).isEmpty());
        assertThat(lastUsed(made)).isEmpty();
    }

    private String lastUsed(Answers made) {
        return get(platform, made.header("Location")).json().path("lastUsedAt").asString("");
    }

    private void update(String sql, Answers made) {
        api.context()
                .getBean(DatabaseClient.class)
                .sql(sql)
                .bind("id", UUID.fromString(made.at("id")))
                .then()
                .block();
    }

    @Test
    void aKeyIsShownWhereItWasMadeUntilItIsRevoked() {
        for (String keys : List.of(path, "/api/v1/api-keys")) {
            Answers made = post(platform, keys, Map.of("name", "shown", "scopes", List.of("members:read")));
            String location = made.header("Location");

            Answers shown = get(platform, location);
            assertThat(shown.at("id")).as(shown.text()).isEqualTo(made.at("id"));
            assertThat(shown.text()).doesNotContain(made.at("secret")).contains("\"shown\"");
            assertThat(get(platform, keys + "/nothing").problem()).isEqualTo("404 not-found");
            assertThat(delete(platform, location).status()).isEqualTo(204);
            assertThat(get(platform, location).problem()).isEqualTo("404 not-found");
        }
        String platformKey = post(platform, "/api/v1/api-keys", Map.of("name", "x", "scopes", List.of("ops")))
                .at("id");
        assertThat(get(platform, path + "/" + platformKey).problem()).isEqualTo("404 not-found");
    }

    @Test
    void nobodyGrantsMoreThanTheyHold() {
        WebTestClient holder = api.as(api.key(id, "members:write", "invitations:read"));

        assertThat(post(holder, path, Map.of("name", "x", "scopes", List.of("invitations:read")))
                        .status())
                .isEqualTo(201);
        assertThat(post(holder, path, Map.of("name", "x", "scopes", List.of("invitations:write")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(post(holder, path, Map.of("name", "x", "scopes", List.of("invitations:read", "acceptances:write")))
                        .fields())
                .containsExactly("scopes[1]");
    }

    @Test
    void aKeyExpiresWithTheKeyThatMadeItAtTheLatest() {
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        WebTestClient maker = api.as(
                post(platform, path, Map.of("name", "maker", "scopes", List.of("members:write"), "expiresAt", end))
                        .at("secret"));

        assertThat(issued(maker, Map.of("name", "x", "scopes", List.of("members:write")))
                        .at("expiresAt"))
                .isEqualTo(end.toString());
        assertThat(issued(
                                maker,
                                Map.of(
                                        "name",
                                        "x",
                                        "scopes",
                                        List.of("members:write"),
                                        "expiresAt",
                                        end.plusSeconds(1)))
                        .at("expiresAt"))
                .isEqualTo(end.toString());
        assertThat(issued(
                                maker,
                                Map.of(
                                        "name",
                                        "x",
                                        "scopes",
                                        List.of("members:write"),
                                        "expiresAt",
                                        end.minusSeconds(1)))
                        .at("expiresAt"))
                .isEqualTo(end.minusSeconds(1).toString());
    }

    @Test
    @Execution(CONCURRENT)
    void aKeyIsRevokedWithTheKeyThatMadeItAndWithWhatMadeThat() {
        Map<String, Object> body = Map.of("name", "x", "scopes", List.of("members:write"));
        Answers root = issued(platform, body);
        Answers child = issued(api.as(root.at("secret")), body);
        Answers grandchild = issued(api.as(child.at("secret")), body);
        Answers other = issued(platform, body);

        assertThat(delete(platform, root.header("Location")).status()).isEqualTo(204);

        assertThat(get(platform, path).text())
                .contains(other.at("id"))
                .doesNotContain(root.at("id"), child.at("id"), grandchild.at("id"));
        // What is revoked makes nothing, even where its revocation is not known yet.
        assertThat(post(api.as(grandchild.at("secret")), path, body).problem()).isEqualTo("401 unauthorized");
        await().untilAsserted(() -> assertThat(get(api.as(grandchild.at("secret")), "/api/v1/organizations")
                        .problem())
                .isEqualTo("401 unauthorized"));
    }

    @Test
    void aKeyThatIsMadeWhileItsMakerIsRevokedIsRevokedToo() throws Exception {
        Map<String, Object> body = Map.of("name", "x", "scopes", List.of("members:write"));
        for (int round = 0; round < 5; round++) {
            Answers maker = issued(platform, body);
            WebTestClient caller = api.as(maker.at("secret"));
            assertThat(get(caller, "/api/v1/organizations").status()).isEqualTo(200);
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Answers>> sent = IntStream.range(0, 12)
                        .mapToObj(i -> callers.submit(
                                () -> i == 6 ? delete(platform, maker.header("Location")) : post(caller, path, body)))
                        .toList();
                for (Future<Answers> answer : sent) {
                    assertThat(answer.get().status()).isIn(201, 204, 401);
                }
            }
            assertThat(get(platform, path + "?limit=200").json().path("items").valueStream())
                    .noneMatch(key -> key.path("createdBy").asString("").equals("key:" + maker.at("id")));
        }
    }

    private Answers issued(WebTestClient caller, Map<String, Object> body) {
        Answers made = post(caller, path, body);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made;
    }

    @Test
    void whatBelongsToNoOrganizationIsGrantedToNone() {
        for (String scope : List.of("organizations:write", "ops", "everything")) {
            Answers refused = post(platform, path, Map.of("name", "x", "scopes", List.of("members:read", scope)));
            assertThat(refused.problem()).as(scope).isEqualTo("400 invalid");
            assertThat(refused.fields()).as(scope).containsExactly("scopes[1]");
        }
        assertThat(post(platform, path, Map.of("name", "x", "scopes", List.of()))
                        .fields())
                .containsExactly("scopes");
    }

    @Test
    @Execution(CONCURRENT)
    void aRevokedKeyStopsAlthoughItIsInUse() {
        Answers made = post(platform, path, Map.of("name", "x", "scopes", List.of("members:read")));
        WebTestClient caller = api.as(made.at("secret"));
        assertThat(get(caller, "/api/v1/organizations").status()).isEqualTo(200);

        assertThat(delete(platform, made.header("Location")).status()).isEqualTo(204);

        await().pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> assertThat(get(caller, "/api/v1/organizations").problem())
                                .isEqualTo("401 unauthorized"));
        assertThat(get(platform, path).text()).doesNotContain(made.at("id"));
        assertThat(delete(platform, made.header("Location")).problem()).isEqualTo("404 not-found");
    }

    @Test
    @Execution(CONCURRENT)
    void anExpiredKeyIsNoKey() {
        String soon = Instant.now().plusMillis(1500).toString();
        Answers made = post(platform, path, Map.of("name", "x", "scopes", List.of("members:read"), "expiresAt", soon));
        WebTestClient caller = api.as(made.at("secret"));

        await().untilAsserted(() ->
                assertThat(get(caller, "/api/v1/organizations").problem()).isEqualTo("401 unauthorized"));
        assertThat(post(
                                platform,
                                path,
                                Map.of("name", "x", "scopes", List.of("ops"), "expiresAt", "2020-01-01T00:00:00Z"))
                        .fields())
                .contains("expiresAt");
    }

    @Test
    void aKeyOfAnotherOrganizationCannotBeRevoked() {
        String other = api.organization("Key thief").get("id").asString();
        WebTestClient thief = api.as(api.key(other, "members:write"));
        Answers made = post(platform, path, Map.of("name", "x", "scopes", List.of("members:read")));

        assertThat(delete(thief, made.header("Location")).problem()).isEqualTo("404 not-found");
        assertThat(delete(thief, "/api/v1/organizations/" + other + "/api-keys/" + made.at("id"))
                        .problem())
                .isEqualTo("404 not-found");
    }
}
