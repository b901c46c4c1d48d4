package io.usher.api.http.problem;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static io.usher.api.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RawConnection;
import io.usher.api.RunningApi;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** What is no proper request is answered as clearly as any other, costs little, and alarms nobody. */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
class HttpEdgeIT {

    private static final String PATH = "/api/v1/organizations";
    private static final String JSON = "Content-Type: application/json";

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private RunningApi api;

    @BeforeAll
    void start() {
        api = RunningApi.start(TestServers.freshDatabase());
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void aCallerWhoHangsUpIsNoBugOfOurs(CapturedOutput output) throws IOException {
        for (int caller = 0; caller < 20; caller++) {
            try (RawConnection connection = new RawConnection(api)) {
                connection.send(head("POST", PATH, JSON, "Content-Length: 50") + "{\"na");
            }
            try (RawConnection connection = new RawConnection(api)) {
                connection.send(head("POST", PATH, JSON, "Transfer-Encoding: chunked") + "5\r\n{\"na");
            }
        }
        await().untilAsserted(() -> assertThat(
                        get(api.anonymous(), "/actuator/prometheus").text())
                .containsPattern(
                        "http_server_requests_seconds_count\\{[^}]*method=\"POST\"[^}]*status=\"400\"[^}]*} [4-9]\\d"));
        assertNoAlarm(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n{}\r\n", "2\r\n{}xx\r\n", "-1\r\n", "fffffffffffffffff\r\n"})
    void aBrokenChunkIsAProblem(String chunk, CapturedOutput output) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(head("POST", PATH, JSON, "Transfer-Encoding: chunked") + chunk);

            assertThat(connection.answer().problem()).isEqualTo("400 malformed");
            assertThat(connection.isEnded()).isTrue();
        }
        assertNoAlarm(output);
    }

    private static void assertNoAlarm(CapturedOutput output) {
        assertThat(output.getAll())
                .doesNotContain("this is a bug", "500 Server Error")
                .doesNotContainPattern("ERROR +\\[[^\\]]*] (i\\.u|r\\.n|o\\.s\\.w)\\.");
    }

    @ParameterizedTest
    @ValueSource(longs = {1_048_577, 2_000_000_000, 100_000_000_000L})
    void whatIsAnnouncedTooLargeIsRefusedAtOnce(long size) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(head("POST", PATH, JSON, "Content-Length: " + size) + "{\"name\"");

            assertThat(connection.answer().problem()).isEqualTo("413 too-large");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void whoSendsTooMuchIsAnsweredAllTheSame() {
        for (int i = 0; i < 5; i++) {
            assertThat(post(api.platform(), PATH, named("x".repeat(8 << 20))).problem())
                    .isEqualTo("413 too-large");
        }
    }

    @Test
    void whatNeverBecomesARequestIsAProblem() throws IOException {
        for (String path : List.of("/api/v1/invitations/%", "/%zz", "/i/%", "/api/v1/organizations/%c3%")) {
            assertProblem(head("GET", path), "400 malformed");
        }
        assertProblem(head("GET", "/" + "a".repeat(4096)), "414 uri-too-long");
        assertProblem(head("GET", PATH, "X-Long: " + "a".repeat(8192)), "431 headers-too-large");
        assertProblem(head("GET", PATH, "no header"), "400 malformed");
        assertProblem("nonsense\r\n\r\n", "400 malformed");
    }

    /** As often as it takes to send one before the server is done with the request before. */
    @Test
    void whatNeverBecomesARequestIsAnsweredAfterOtherRequestsToo() throws IOException {
        for (int i = 0; i < 500; i++) {
            try (RawConnection connection = new RawConnection(api)) {
                assertThat(connection
                                .send(head("GET", "/actuator/health/liveness"))
                                .answer()
                                .status())
                        .isEqualTo(200);
                assertThat(connection
                                .send(head("GET", "/" + "a".repeat(4096)))
                                .answer()
                                .problem())
                        .isEqualTo("414 uri-too-long");
            }
        }
    }

    private void assertProblem(String request, String problem) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            assertThat(connection.send(request).answer().problem())
                    .as(request.substring(0, Math.min(60, request.length())))
                    .isEqualTo(problem);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/organizations, {\"name\":\"x\"}",
        "/api/v1/invitations/nothing/acceptances, {\"email\":\"ada@example.com\"}"
    })
    void whatMayBeSaidOnceIsNotSaidTwice(String path, String body) throws IOException {
        String length = "Content-Length: " + body.length();
        for (String[] headers : new String[][] {
            {JSON, length, "Authorization: Bearer another"},
            {JSON, length, "Idempotency-Key: one", "Idempotency-Key: two"},
            {JSON, length, "Idempotency-Key: one", "Idempotency-Key: one"}
        }) {
            try (RawConnection connection = new RawConnection(api)) {
                connection.send(head("POST", path, headers) + body);

                Answers refused = connection.answer();
                assertThat(refused.problem()).as(List.of(headers).toString()).isEqualTo("400 malformed");
                assertThat(refused.at("detail"))
                        .isEqualTo("The header %s may be there once only."
                                .formatted(headers[headers.length - 1].split(":", 2)[0]));
            }
        }
    }

    /** As ISO 8859-1, so that each character is one byte: overlong forms, lone surrogates, what ends in the middle. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c0\u00af",
                "\u00e0\u0080\u00af",
                "\u00f0\u0080\u0080\u00af",
                "\u00c1\u00bf",
                "\u00ed\u00a0\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00ff",
                "\u0080",
                "\u00c3"
            })
    void whatIsNotUtf8IsNoBody(String bytes) throws IOException {
        String body = "{\"name\":\"" + bytes + "\"}";
        try (RawConnection connection = new RawConnection(api)) {
            connection.send(head("POST", PATH, JSON, "Content-Length: " + body.length()) + body);

            Answers refused = connection.answer();
            assertThat(refused.problem()).isEqualTo("400 malformed");
            assertThat(refused.at("detail")).contains("UTF-8");
        }
    }

    @Test
    void anEncodingIsNotTakenOnTrust() {
        for (String encoding : List.of("gzip", "br", "identity, gzip", "nonsense", "")) {
            Answers refused = post(api.platform(), PATH, named("x"), "Content-Encoding", encoding);
            assertThat(refused.problem()).as(encoding).isEqualTo("415 unsupported-encoding");
            assertThat(refused.header("Accept-Encoding")).isEqualTo("identity");
        }
        assertThat(post(api.platform(), PATH, named("x"), "Content-Encoding", "Identity")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void everyListRefusesLimitsAndCursorsThatAreNotItsOwn() {
        String own = PATH + "/" + api.organization("Lists").get("id").asString();
        api.organization("Lists too");
        String cursor = get(api.platform(), PATH + "?limit=1").at("next");
        assertThat(get(api.platform(), PATH + "?limit=1&cursor=" + cursor).status())
                .isEqualTo(200);
        String invitation =
                post(api.platform(), own + "/invitations", named("x")).header("Location");

        for (String list : List.of(
                own + "/teams",
                own + "/units",
                own + "/groups",
                own + "/courses",
                own + "/roles",
                own + "/api-keys",
                own + "/invitations",
                "/api/v1/api-keys",
                invitation + "/acceptances")) {
            assertThat(get(api.platform(), list).status()).as(list).isEqualTo(200);
            assertThat(get(api.platform(), list + "?limit=0x10").fields())
                    .as(list)
                    .containsExactly("limit");
            assertThat(get(api.platform(), list + "?cursor=" + cursor).fields())
                    .as(list)
                    .containsExactly("cursor");
        }
        assertThat(get(api.platform(), PATH + "?limit=0x10").fields()).containsExactly("limit");
    }

    @Test
    void aHeadRequestIsServed() {
        assertThat(api.platform()
                        .method(HttpMethod.HEAD)
                        .uri(URI.create(api.url() + PATH))
                        .accept(MediaType.APPLICATION_JSON)
                        .exchange()
                        .expectBody()
                        .returnResult()
                        .getStatus()
                        .value())
                .isEqualTo(200);
    }
}
