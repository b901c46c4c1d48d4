package io.usher.api;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.outbox.Published;
import io.usher.contract.kafka.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * Every limit of the API: what is exactly as large as it may be is served, down to the database and the topics; what is
 * larger by one is refused by the API with a reason, and nothing of it goes any further.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsIT {

    private static final String ORGANIZATIONS = "/api/v1/organizations";
    private static final int LARGEST_BODY = 1 << 20;

    /** Four bytes of UTF-8 and two characters of Java: limits of characters hold for it too. */
    private static final String WIDE = "\uD835\uDCB3";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient platform = api.platform();
    private final String organization = ORGANIZATIONS + "/"
            + api.organization("Limits " + System.nanoTime()).get("id").asString();
    private final String invitations = organization + "/invitations";
    private final String acceptances =
            post(platform, invitations, Map.of("name", "Target")).header("Location") + "/acceptances";

    /**
     * A limit.
     *
     * @param sending what is sent for a size
     * @param served the status of what is as large as it may be
     * @param refused the problem of what is larger by one
     */
    private record Limit(String name, int most, IntFunction<Answers> sending, int served, String refused) {

        @Override
        public String toString() {
            return name;
        }
    }

    private Stream<Limit> limits() {
        return Stream.of(
                posted("organization: name", ORGANIZATIONS, "name", 255, WIDE::repeat),
                posted("organization: locale", ORGANIZATIONS, "locale", 35, LimitsIT::locale),
                posted(
                        "organization: reply address",
                        ORGANIZATIONS,
                        "replyTo",
                        254,
                        size -> address(size).getFirst()),
                limit("organization: slug", 63, this::slug, 201, "400 invalid"),
                posted("team: name", organization + "/teams", "name", 100, this::unique),
                posted("team: description", organization + "/teams", "description", 5000, WIDE::repeat),
                posted("role: name", organization + "/roles", "name", 100, this::unique),
                posted("role: permissions", organization + "/roles", "permissions", 100, of("members:read")),
                posted("key: name", organization + "/api-keys", "name", 100, WIDE::repeat),
                posted("key: scopes", organization + "/api-keys", "scopes", 11, of("members:read")),
                posted("invitation: name", invitations, "name", 255, WIDE::repeat),
                posted("invitation: description", invitations, "description", 5000, WIDE::repeat),
                posted("invitation: emails", invitations, "emails", 10_000, LimitsIT::people),
                posted("invitation: patterns", invitations, "emails", 1000, LimitsIT::patterns),
                posted("invitation: local part", invitations, "emails", 64, LimitsIT::localPart),
                posted("invitation: address", invitations, "emails", 254, LimitsIT::address),
                posted("invitation: roles", invitations, "roles", 100, of("learner")),
                posted("invitation: locale", invitations, "locale", 35, LimitsIT::locale),
                limit("team: renamed", 100, renamed("/teams", this::unique), 200, "400 invalid"),
                limit("role: renamed", 100, renamed("/roles", this::unique), 200, "400 invalid"),
                limit("invitation: renamed", 255, renamed("/invitations", WIDE::repeat), 200, "400 invalid"),
                limit("acceptance: first name", 255, size -> asked("firstName", "x".repeat(size)), 202, "400 invalid"),
                limit("acceptance: last name", 255, size -> asked("lastName", "ü".repeat(size)), 202, "400 invalid"),
                limit(
                        "acceptance: local part",
                        64,
                        size -> asked("email", localPart(size).getFirst()),
                        202,
                        "400 invalid"),
                limit(
                        "acceptance: address",
                        254,
                        size -> asked("email", address(size).getFirst()),
                        202,
                        "400 invalid"),
                limit("idempotency key", 255, this::underKey, 201, "400 invalid"),
                limit("page", 200, size -> get(platform, ORGANIZATIONS + "?limit=" + size), 200, "400 invalid"),
                limit("search", 255, size -> get(platform, invitations + "?q=" + "x".repeat(size)), 200, "400 invalid"),
                limit("body", LARGEST_BODY, this::padded, 201, "413 too-large"),
                limit("body in chunks", LARGEST_BODY, this::chunked, 201, "413 too-large"));
    }

    private static Limit limit(String name, int most, IntFunction<Answers> sending, int served, String refused) {
        return new Limit(name, most, sending, served, refused);
    }

    private Limit posted(String name, String path, String field, int most, IntFunction<Object> value) {
        return limit(
                name, most, size -> post(platform, path, body(path, field, value.apply(size))), 201, "400 invalid");
    }

    private static Map<String, Object> body(String path, String field, Object value) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", "Limit " + UUID.randomUUID());
        if (path.endsWith("/api-keys")) {
            body.put("scopes", List.of("members:read"));
        }
        body.put(field, value);
        return body;
    }

    private static IntFunction<Object> of(String item) {
        return size -> Collections.nCopies(size, item);
    }

    private Answers slug(int size) {
        String slug = UUID.randomUUID().toString() + "x".repeat(size - 36);
        return post(platform, ORGANIZATIONS, Map.of("name", "x", "slug", slug));
    }

    private String unique(int size) {
        String ending = UUID.randomUUID().toString();
        return WIDE.repeat(size - ending.length()) + ending;
    }

    private static List<String> people(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "p%d@example.com".formatted(i))
                .toList();
    }

    private static List<String> patterns(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "*@d%d.example.com".formatted(i))
                .toList();
    }

    private static List<String> localPart(int size) {
        return List.of("x".repeat(size) + "@example.com");
    }

    private static List<String> address(int size) {
        String domain = ("." + "d".repeat(63)).repeat(3).substring(1);
        return List.of("x".repeat(size - 1 - domain.length()) + "@" + domain);
    }

    private static String locale(int size) {
        return "en-x-aaaaaaaa-aaaaaaaa-aaaaaaaa-" + "a".repeat(size - 32);
    }

    private IntFunction<Answers> renamed(String things, IntFunction<String> name) {
        String thing = post(platform, organization + things, body(things, "name", "Limit " + UUID.randomUUID()))
                .header("Location");
        return size -> patch(platform, thing, Map.of("name", name.apply(size)));
    }

    private Answers asked(String field, String value) {
        Map<String, Object> body = new HashMap<>(Map.of("email", UUID.randomUUID() + "@example.com"));
        body.put(field, value);
        return post(platform, acceptances, body);
    }

    private Answers underKey(int size) {
        String key = UUID.randomUUID().toString();
        return post(
                platform,
                organization + "/teams",
                body("", "name", "Limit " + key),
                "Idempotency-Key",
                key + "k".repeat(size - key.length()));
    }

    private static String json(int size) {
        String json = "{\"name\": \"Padded\"}";
        return json + " ".repeat(size - json.length());
    }

    private Answers padded(int size) {
        return post(platform, ORGANIZATIONS, json(size));
    }

    private Answers chunked(int size) {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(
                    head("POST", ORGANIZATIONS, "Content-Type: application/json", "Transfer-Encoding: chunked"));
            return connection
                    .send(Integer.toHexString(size) + "\r\n" + json(size) + "\r\n0\r\n\r\n")
                    .answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @MethodSource
    @ParameterizedTest
    void limits(Limit limit) {
        Answers served = limit.sending().apply(limit.most());
        Answers refused = limit.sending().apply(limit.most() + 1);

        assertThat(served.status()).as(served.text()).isEqualTo(limit.served());
        assertThat(refused.problem()).isEqualTo(limit.refused());
    }

    @Test
    void numbersAreThoseOfTheColumns() {
        for (String field : List.of("quota", "plan.seats")) {
            assertThat(numbered(field, Integer.MAX_VALUE).status()).as(field).isEqualTo(201);
            assertThat(numbered(field, Integer.MAX_VALUE + 1L).problem())
                    .as(field)
                    .isEqualTo("400 malformed");
        }
        assertThat(post(platform, invitations, Map.of("name", "x", "expiresAt", "9998-12-31T23:59:59.999999Z"))
                        .status())
                .isEqualTo(201);
        assertThat(post(platform, invitations, Map.of("name", "x", "expiresAt", "9999-01-01T00:00:00Z"))
                        .problem())
                .isEqualTo("400 malformed");
    }

    private Answers numbered(String field, long number) {
        return field.equals("quota")
                ? post(platform, invitations, Map.of("name", "x", "quota", number))
                : post(platform, ORGANIZATIONS, Map.of("name", "x", "plan", Map.of("seats", number)));
    }

    @Test
    void theFirstLineAndTheHeadersHaveALimit() throws IOException {
        assertBorder(4096, 100, size -> head("GET", "/actuator/health?" + "x".repeat(size)), "414 uri-too-long");
        assertBorder(
                8192,
                300,
                size -> head("GET", "/actuator/health", "X-Long: " + "x".repeat(size)),
                "431 headers-too-large");
    }

    /** The limit is on the whole line, or on all headers: somewhere within the margin below it the filling is too much. */
    private void assertBorder(int limit, int margin, IntFunction<String> request, String problem) throws IOException {
        int served = limit - margin;
        int refused = limit;
        assertThat(sent(request.apply(served)).status()).isEqualTo(200);
        while (refused - served > 1) {
            int middle = (served + refused) / 2;
            if (sent(request.apply(middle)).status() == 200) {
                served = middle;
            } else {
                refused = middle;
            }
        }
        assertThat(sent(request.apply(refused)).problem()).isEqualTo(problem);
    }

    private Answers sent(String request) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            return connection.send(request).answer();
        }
    }

    @Test
    void theNamesOfAllThatAnInvitationGrantsHaveALimitInBytes() {
        List<String> wide = IntStream.range(0, 20)
                .mapToObj(i -> team(WIDE.repeat(98) + "%02d".formatted(i)))
                .toList();
        int left = 8192 - 20 * (98 * 4 + 2) - "learner".length();
        String fits = team("f".repeat(left - 300) + WIDE.repeat(75));
        String tooLong = team("t".repeat(left - 299) + WIDE.repeat(75));

        assertThat(granting(Stream.concat(wide.stream(), Stream.of(fits)).toList())
                        .status())
                .isEqualTo(201);
        Answers refused =
                granting(Stream.concat(wide.stream(), Stream.of(tooLong)).toList());
        assertThat(refused.problem()).isEqualTo("422 too-many-grants");
        assertThat(refused.fields()).containsExactly("teams");
        String full =
                granting(Stream.concat(wide.stream(), Stream.of(fits)).toList()).header("Location");
        assertThat(patch(platform, organization + "/teams/" + fits, Map.of("name", WIDE.repeat(100)))
                        .status())
                .isEqualTo(200);
        assertThat(patch(platform, full, Map.of("status", "disabled")).status()).isEqualTo(200);
        assertThat(patch(platform, full, Map.of("roles", List.of("learner-analyst")))
                        .problem())
                .isEqualTo("422 too-many-grants");
        assertThat(granting(Collections.nCopies(101, fits)).problem()).isEqualTo("400 invalid");
        assertThat(granting(Collections.nCopies(100, fits)).status()).isEqualTo(201);
    }

    private String team(String name) {
        Answers made = post(platform, organization + "/teams", Map.of("name", name));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.at("id");
    }

    private Answers granting(List<String> teams) {
        return post(platform, invitations, Map.of("name", "x", "teams", teams));
    }

    @Test
    void whatHasAllOfTheLargestIsPublished() {
        List<String> emails = IntStream.range(0, 1000)
                .mapToObj(i -> "*@%04d%s".formatted(i, (".".concat("d".repeat(63))).repeat(3)))
                .toList();
        Map<String, Object> body =
                new HashMap<>(Map.of("name", WIDE.repeat(255), "emails", emails, "roles", List.of("learner")));
        body.put("description", "\u0001".repeat(5000));

        Answers made = post(platform, invitations, body);

        assertThat(made.status()).isEqualTo(201);
        try (Published published = Published.fromTheBeginning(Topic.INVITATIONS)) {
            await().atMost(Patience.LATER)
                    .until(() -> !published.of(made.at("id")).isEmpty());
        }
    }
}
