package io.usher.api;

import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static io.usher.api.Answers.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is sent, nothing breaks: every answer tells the caller about the request, never about a bug. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {

    private static final long SEED = 20_260_301;
    private static final int ROUNDS = 400;
    private static final List<String> FIELDS = List.of(
            "name",
            "slug",
            "plan",
            "seats",
            "roles",
            "teams",
            "emails",
            "quota",
            "opensAt",
            "expiresAt",
            "status",
            "description",
            "permissions",
            "scopes",
            "unit",
            "groups",
            "courses",
            "waitlist",
            "sendEmails",
            "locale",
            "replyTo",
            "accessExpiresAt",
            "\u0000",
            "$where",
            "__proto__");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "learner",
            "enabled",
            "a@b.co",
            "*@b.co",
            "@",
            "\u0000",
            "\uD800",
            "\uDC00x",
            "' or 1=1 --",
            "%",
            "_",
            "\\",
            "${jndi:ldap://x}",
            "<script>",
            "2026-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "0000-00-00",
            "\u202E",
            "😀".repeat(100),
            "a".repeat(6000),
            "members:read",
            "01890a5d-ac96-774b-bcce-b302099a8057");

    private final Random random = new Random(SEED);
    private final RunningApi api = RunningApi.shared();
    private final String id = api.organization("Hostile").get("id").asString();
    private final String organization = "/api/v1/organizations/" + id;
    private final String invitation =
            post(api.platform(), organization + "/invitations", named("Target")).header("Location");
    private final String team =
            post(api.platform(), organization + "/teams", named("Target")).header("Location");
    private final WebTestClient platform = api.platform();

    @Test
    void noBodyIsTooStrange() {
        List<String> posts = List.of(
                "/api/v1/organizations",
                organization + "/teams",
                organization + "/roles",
                organization + "/api-keys",
                organization + "/invitations");
        List<String> patches = List.of(organization, team, organization + "/roles/learner", invitation);
        for (int round = 0; round < ROUNDS; round++) {
            boolean patch = random.nextInt(3) == 0;
            List<String> paths = patch ? patches : posts;
            String path = paths.get(random.nextInt(paths.size()));
            String body = body();
            Answers answer = send(platform, patch ? HttpMethod.PATCH : HttpMethod.POST, path, body);
            assertThat(answer.status()).as(path + " " + body).isLessThan(500);
            if (answer.status() >= 400) {
                assertThat(answer.problem()).as(path + " " + body).startsWith("4");
            }
        }
    }

    private String body() {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        for (int fields = random.nextInt(5); fields >= 0; fields--) {
            body.set(FIELDS.get(random.nextInt(FIELDS.size())), value(3));
        }
        String json = body.toString();
        return random.nextInt(10) == 0 ? json.substring(0, random.nextInt(json.length())) : json;
    }

    private JsonNode value(int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 10 : 7)) {
            case 0, 1, 2 -> nodes.stringNode(TEXTS.get(random.nextInt(TEXTS.size())));
            case 3 -> nodes.numberNode(random.nextInt(5) - 1);
            case 4 -> nodes.numberNode(random.nextLong());
            case 5 -> nodes.booleanNode(random.nextBoolean());
            case 6 -> random.nextBoolean() ? nodes.nullNode() : nodes.numberNode(random.nextDouble() * 1e300);
            case 7 -> nodes.objectNode().set(FIELDS.get(random.nextInt(FIELDS.size())), value(depth - 1));
            default -> nodes.arrayNode().add(value(depth - 1)).add(value(depth - 1));
        };
    }

    @Test
    void noAddressIsTooStrange() {
        for (String reference : List.of(
                "%00",
                "a%00b",
                "%F0%28",
                "%C0%AF",
                "..%2f",
                "%2e%2e",
                "*",
                "%27",
                "%E2%80%AE",
                "a".repeat(5000),
                "%25",
                ";a=b",
                "%0d%0a",
                "%ED%A0%80")) {
            for (String path : List.of(
                    "/api/v1/organizations/" + reference,
                    organization + "/teams/" + reference,
                    organization + "/roles/" + reference,
                    organization + "/api-keys/" + reference,
                    "/api/v1/invitations/" + reference,
                    "/i/" + reference,
                    organization + "/invitations?q=" + reference,
                    organization + "/invitations?state=" + reference,
                    organization + "/invitations?cursor=" + reference,
                    "/api/v1/organizations?limit=" + reference)) {
                assertThat(status(HttpMethod.GET, path)).as(path).isLessThan(500);
                assertThat(status(HttpMethod.DELETE, path)).as(path).isLessThan(500);
            }
        }
    }

    private int status(HttpMethod method, String path) {
        return platform.method(method)
                .uri(URI.create(api.url() + path))
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    @Test
    void noHeaderIsTooStrange() {
        for (String value : List.of("\"", "W/", "\"\"", "*, *", "\"1", "1", "x".repeat(4000), "\"é\"")) {
            for (String name :
                    List.of("If-Match", "If-None-Match", "Idempotency-Key", "Accept-Language", "Prefer", "Accept")) {
                Answers answer = send(platform, HttpMethod.GET, invitation, null, name, value);
                assertThat(answer.status()).as(name + ": " + value).isLessThan(500);
                Answers patched = send(platform, HttpMethod.PATCH, invitation, "{}", name, value);
                assertThat(patched.status()).as(name + ": " + value).isLessThan(500);
            }
        }
        assertThat(platform.post()
                        .uri(api.url() + "/api/v1/organizations")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', '}'})
                        .exchange()
                        .expectBody()
                        .returnResult()
                        .getStatus()
                        .value())
                .isEqualTo(400);
    }

    /** Refusals of these are in the audit log, with what was asked for. */
    @Test
    void whatIsRefusedMayBeAnything() {
        WebTestClient reader = api.as(api.key(id, "statistics:read"));

        for (String body : List.of(
                "{\"name\": \"\\u0000\"}",
                "{\"\\u0000\": 1}",
                "{\"a\": [\"\\uD800\"]}",
                "{\"name\": \"" + "x".repeat(900_000) + "\"}")) {
            assertThat(send(reader, HttpMethod.PATCH, organization + "/roles/learner", body)
                            .problem())
                    .isEqualTo("403 forbidden");
        }
        for (String reference : List.of("%00", "a%00b", "%C0%AF", "%E2%80%AE", "%25")) {
            assertThat(reader.delete()
                            .uri(URI.create(api.url() + organization + "/roles/" + reference))
                            .exchange()
                            .expectBody()
                            .returnResult()
                            .getStatus()
                            .value())
                    .as(reference)
                    .isIn(400, 403);
        }
        assertThat(Answers.get(platform, organization + "/audit?action=role.refused&limit=200")
                        .text()
                        .length())
                .isLessThan(100_000);
    }
}
