package io.usher.api.http.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.accounts.Mailbox;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

class PagesIT {

    private static final String SESSION = "usher-session";

    private final RunningApi api = RunningApi.shared();
    private final TestBrowser person = new TestBrowser(api);

    /** The chains of the program before pages of this test. */
    private final WebTestClient browser = WebTestClient.bindToController(new Pages())
            .webFilter(new WebFilterChainProxy(api.context()
                    .getBeanProvider(SecurityWebFilterChain.class)
                    .orderedStream()
                    .toList()))
            .argumentResolvers(resolvers -> resolvers.addCustomResolver(new CallerArgument()))
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/corp/people", "/me", "/me/security"})
    void whoAsksForAPageIsLedToSignInAndGetsNoSession(String page) {
        for (String mode : List.of("", "navigate")) {
            var answer = ask(page, Map.of("Accept", "text/html,*/*;q=0.8", "Sec-Fetch-Mode", mode));
            assertThat(answer.getStatus().value()).isEqualTo(303);
            assertThat(answer.getResponseHeaders().getLocation()).hasToString("/sign-in");
            assertThat(answer.getResponseHeaders().getCacheControl()).isEqualTo("no-store");
            assertThat(answer.getResponseHeaders().get(HttpHeaders.SET_COOKIE))
                    .singleElement()
                    .asString()
                    .startsWith("usher-return=")
                    .contains("Path=/;", "Max-Age=600", "HttpOnly", "SameSite=Lax");
        }
    }

    @Test
    void aScriptThatIsNotSignedInIsRefused() {
        for (Map<String, String> headers : List.of(
                Map.of("Accept", "*/*"),
                Map.of("Accept", "text/event-stream"),
                Map.of("Accept", "text/html", "Sec-Fetch-Mode", "cors"),
                Map.of("Accept", "text/html", "Sec-Fetch-Mode", "same-origin"))) {
            var answer = ask("/console/corp/people", headers);
            assertThat(answer.getStatus().value()).as(headers.toString()).isEqualTo(401);
            assertThat(answer.getResponseBody()).contains("<h1>You are not signed in</h1>");
            assertThat(answer.getResponseHeaders())
                    .satisfies(
                            all -> assertThat(all.get(HttpHeaders.SET_COOKIE)).isNull());
        }
    }

    @Test
    void aFormThatIsSentAfterTheSessionHasEndedIsRefusedInThePersonsLanguage() {
        person.speaks("de");

        TestBrowser.Page refused = person.post("/me/profile", "firstName", "Ada");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text())
                .contains("<html lang=\"de\"", "Sie sind nicht angemeldet", "href=\"/sign-in\"")
                .doesNotContain("??");
    }

    private EntityExchangeResult<String> ask(String page, Map<String, String> headers) {
        return api.anonymous()
                .get()
                .uri(page)
                .headers(all -> headers.forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        all.set(name, value);
                    }
                }))
                .exchange()
                .expectBody(String.class)
                .returnResult();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/organizations", "/actuator/beans"})
    void aPathOfProgramsGivesNoSession(String path) {
        for (WebTestClient client : List.of(api.anonymous(), api.platform())) {
            client.get()
                    .uri(path)
                    .cookie(SESSION, UUID.randomUUID().toString())
                    .exchange()
                    .expectHeader()
                    .doesNotExist(HttpHeaders.SET_COOKIE);
        }
    }

    @Test
    void theActuatorTakesNoSession() {
        browser.get()
                .uri("/actuator/beans")
                .cookie(SESSION, signIn())
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectHeader()
                .doesNotExist(HttpHeaders.SET_COOKIE);
    }

    @Test
    void aSessionOpensPages() {
        browser.get()
                .uri("/console/who")
                .cookie(SESSION, signIn())
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(id -> assertThat(id).startsWith("person:"));
    }

    @Test
    void aKeyOpensNoPage() {
        api.platform().get().uri("/console").exchange().expectStatus().isUnauthorized();
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-site", "cross-site"})
    void anotherSiteDoesNotActForWhoIsSignedIn(String site) {
        assertThat(post(Map.of("Sec-Fetch-Site", site))).isEqualTo(403);
        assertThat(post(Map.of("Sec-Fetch-Site", site, "Origin", "http://localhost:8080")))
                .isEqualTo(403);
        assertThat(post(Map.of("Origin", "https://" + site + ".example"))).isEqualTo(403);
        assertThat(post(Map.of("Origin", "null"))).isEqualTo(403);
        assertThat(post(Map.of())).isEqualTo(403);
    }

    @Test
    void aPageOfThisSiteActsForWhoIsSignedIn() {
        assertThat(post(Map.of("Sec-Fetch-Site", "same-origin"))).isEqualTo(200);
        assertThat(post(Map.of("Origin", "http://localhost:8080"))).isEqualTo(200);
    }

    private int post(Map<String, String> headers) {
        return browser.post()
                .uri("/console/change")
                .cookie(SESSION, signIn())
                .headers(all -> headers.forEach(all::set))
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    private String signIn() {
        String address = UUID.randomUUID() + "@example.com";
        person.post("/sign-up", "email", address);
        person.post(new Mailbox(api).link(address), "password", "violin canal eleven");
        return requireNonNull(person.cookie(SESSION));
    }

    @RestController
    final class Pages {

        @GetMapping({"/console/who", "/api/v1/organizations", "/actuator/beans"})
        Mono<String> who(Caller caller) {
            return Mono.just(caller.id());
        }

        @PostMapping("/console/change")
        Mono<String> change(Caller caller) {
            return Mono.just(caller.id());
        }
    }
}
