package io.usher.api.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ReturnCookieTest {

    private final ReturnCookie asked = new ReturnCookie(URI.create("https://join.example"));

    private Optional<String> page(String value) {
        return asked.page(MockServerHttpRequest.get("/sign-in")
                .cookie(new HttpCookie("__Host-usher-return", value))
                .build());
    }

    private static ServerHttpRequest request(String path) {
        return MockServerHttpRequest.method(HttpMethod.GET, URI.create(path)).build();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void aPageIsKeptForThisHostAlone() {
        ResponseCookie cookie =
                asked.of(request("/console/acme/people?q=a%20b")).orElseThrow();

        assertThat(cookie.toString())
                .startsWith("__Host-usher-return=")
                .contains("Path=/;", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax")
                .doesNotContain("Domain");
        assertThat(page(cookie.getValue())).contains("/console/acme/people?q=a%20b");
    }

    @Test
    void whatChangesSomethingIsNotRepeated() {
        assertThat(asked.of(MockServerHttpRequest.post("/console/acme/people").build()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//evil.example",
                "/\\evil.example",
                "https://evil.example",
                "javascript:alert(1)",
                "/sign-in",
                "/i/spring/join",
                "/api/v1/me",
                "/consoles",
                "/o",
                "/o/acme/people",
                "/console/..",
                "/console//evil.example",
                "/console/%2e%2e/evil",
                "/console/audit.csv",
                "/me?a\r\nLocation:x",
                "/me#x",
                "/me?q=\u00fc",
                "/me?<script>"
            })
    void nothingElseIsAPageToGoBackTo(String planted) {
        assertThat(page(encoded(planted))).isEmpty();
        assertThat(page(planted)).isEmpty();
    }

    @Test
    void aPageThatIsTooLongIsNotKept() {
        assertThat(asked.of(request("/me?q=" + "x".repeat(1_000)))).isEmpty();
        assertThat(page(encoded("/me?q=" + "x".repeat(1_000)))).isEmpty();
    }
}
