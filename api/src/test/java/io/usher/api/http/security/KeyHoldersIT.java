package io.usher.api.http.security;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RawConnection;
import io.usher.api.RunningApi;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.test.web.reactive.server.WebTestClient;

class KeyHoldersIT {

    private static final String PATH = "/api/v1/organizations";

    private final RunningApi api = RunningApi.shared();

    /** Sent byte by byte: clients would tidy up most of these paths. */
    @CsvSource({
        "/api/v1/organizations, 401, 200",
        "/API/v1/organizations, 404, 404",
        "/%61pi/v1/organizations, 401, 200",
        "/api;x=1/v1/organizations, 400, 400",
        "//api/v1/organizations, 400, 400",
        "/api/v1/../v1/organizations, 400, 400",
        "/actuator/env, 401, 401",
        "/actuator/health, 200, 200"
    })
    @ParameterizedTest
    void nobodyGetsInWithoutAKeyHoweverThePathIsWritten(String path, int withoutKey, int withKey) throws IOException {
        Answers without = send("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path));
        Answers with = send(RawConnection.head("GET", path));

        assertThat(without.status()).as("without a key").isEqualTo(withoutKey);
        assertThat(with.status()).as("with a key").isEqualTo(withKey);
    }

    private Answers send(String request) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            return connection.send(request).answer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YWRhOmFkYQ==", "Bearer ", "Bearer no-key", "a-platform-token-for-tests"})
    void whatIsNoKeyLetsNobodyIn(String authorization) {
        Answers refused = get(api.anonymous(), PATH, HttpHeaders.AUTHORIZATION, authorization);

        assertThat(refused.problem()).isEqualTo("401 unauthorized");
        assertThat(refused.header(HttpHeaders.WWW_AUTHENTICATE)).isEqualTo("Bearer realm=\"usher\"");
    }

    @Test
    void everyAnswerHasTheDefaultHeaders() {
        DefaultHeaders.assertIn(get(api.platform(), PATH), 200);
        DefaultHeaders.assertIn(get(api.anonymous(), PATH), 401);
        DefaultHeaders.assertIn(get(api.platform(), PATH + "/no-such-organization"), 404);
        DefaultHeaders.assertIn(get(api.anonymous(), "/actuator/health"), 200);
    }

    @Test
    void overHttpsAnAnswerAlsoAsksForHttpsFromThenOn() {
        HttpHeaders headers = WebTestClient.bindToWebHandler(
                        exchange -> exchange.getResponse().setComplete())
                .webFilter(new WebFilterChainProxy(api.context()
                        .getBeanProvider(SecurityWebFilterChain.class)
                        .orderedStream()
                        .toList()))
                .build()
                .get()
                .uri("https://localhost" + PATH)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + RunningApi.ADMIN_TOKEN)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseHeaders();

        DefaultHeaders.assertIn(headers);
        assertThat(headers.getFirst("Strict-Transport-Security")).isEqualTo(DefaultHeaders.OVER_HTTPS);
    }

    @Test
    void behindAProxyThatServesHttpsEveryAnswerAsksForIt() {
        List<String> paths = List.of("/", "/sign-in", "/me", "/i/nothing", "/docs", "/actuator/health", PATH);
        try (RunningApi behindProxy = RunningApi.start(api.database(), "usher.public-url=https://usher.example")) {
            assertThat(paths)
                    .allSatisfy(path -> assertThat(
                                    get(behindProxy.anonymous(), path).headers().get("Strict-Transport-Security"))
                            .containsExactly("max-age=31536000"));
        }
        assertThat(paths)
                .allSatisfy(
                        path -> assertThat(get(api.anonymous(), path).headers().get("Strict-Transport-Security"))
                                .isNull());
    }
}
