package io.usher.api.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.http.openapi.FilledOrganization;
import io.usher.testing.TestServers;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.RequestMethod;

/** What other sites make the browser of somebody do who is signed in here: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignSitesAbuseIT {

    private static final String EVIL = "evil.example";

    /** Mail programs say nothing of where they are: their link is the right to it (RFC 8058). */
    private static final Set<String> OF_MAIL_PROGRAMS = Set.of("POST /unsubscribe/{token}");

    private static final Pattern ELSEWHERE =
            Pattern.compile("(?:href|src|action|formaction|content)=\"(?:[a-z]+:|//|/\\\\|\\\\)[^\"]*\"");
    private static final Pattern INLINE = Pattern.compile("<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=");

    /** With little in its tables, which are compared as a whole. */
    private final RunningApi api = RunningApi.start(TestServers.freshDatabase());

    private final FilledOrganization organization = FilledOrganization.on(api);
    private final NewAccount everything = People.platformAdministrator(api);
    private final Map<String, String> ids = ids();
    private final List<Route> routes = Route.of(api);

    private Map<String, String> ids() {
        Map<String, String> all = new HashMap<>(organization.ids());
        all.put(
                "code",
                Answers.get(api.platform(), "/api/v1/invitations/" + all.get("invitation"))
                        .at("code"));
        all.put("provider", "stub");
        all.put(
                "slug",
                Answers.get(api.platform(), "/api/v1/organizations/" + all.get("org"))
                        .at("slug"));
        all.put("organization", all.getOrDefault("org", ""));
        return Map.copyOf(all);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://localhost:8080.evil.example",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, cross-site",
        "Referer, http://localhost:8080/me"
    })
    void noRouteThatChangesAnythingIsServedForThem(String header, String value) {
        List<Route> unsafe = routes.stream()
                .filter(Route::isUnsafe)
                .filter(route -> !OF_MAIL_PROGRAMS.contains(route.toString()))
                .toList();
        assertThat(unsafe).hasSizeGreaterThan(100);
        WebTestClient browser = everything
                .page()
                .mutate()
                .defaultHeaders(all -> {
                    all.remove("Sec-Fetch-Site");
                    all.set(header, value);
                })
                .build();
        Map<String, String> before = StoredState.of(api);

        for (Route route : unsafe) {
            Answers refused = send(browser, route, route.path(ids));

            assertThat(refused.status()).as(route.toString()).isEqualTo(403);
            assertThat(refused.text())
                    .as(route.toString())
                    .contains(
                            route.isOfApi()
                                    ? "This takes a request from a page of this site."
                                    : "<h1>You do not have permission</h1>");
        }

        assertThat(StoredState.of(api)).isEqualTo(before);
        assertThat(everything.browser().get("/me").status()).isEqualTo(200);
    }

    /** That the ones above are refused for where they come from. */
    @Test
    void thePagesOfThisSiteAreServedByTheSameRoutes() {
        WebTestClient nobody = api.anonymous()
                .mutate()
                .defaultHeader("Sec-Fetch-Site", "same-origin")
                .build();
        for (Route route : routes) {
            if (route.isUnsafe()) {
                assertThat(send(nobody, route, route.path(Map.of())).status())
                        .as(route.toString())
                        .isNotEqualTo(403)
                        .isLessThan(500);
            }
        }
    }

    private static Answers send(WebTestClient browser, Route route, String path) {
        EntityExchangeResult<String> result = browser.method(
                        HttpMethod.valueOf(route.method().name()))
                .uri(path)
                .contentType(route.consumes())
                .bodyValue(route.consumes().isCompatibleWith(MediaType.APPLICATION_JSON) ? "{}" : "name=Theirs")
                .exchange()
                .expectBody(String.class)
                .returnResult();
        String text = result.getResponseBody();
        return new Answers(result.getStatus().value(), result.getResponseHeaders(), text == null ? "" : text);
    }

    /** Pages as browsers see them, whoever looks. */
    @Test
    void noPageIsShownInAFrameRunsWhatIsInItOrLeadsElsewhere() {
        int pages = 0;
        for (TestBrowser browser : browsers()) {
            for (String path : pages()) {
                Page page = browser.get(path);
                assertThat(page.status()).as(path).isLessThan(500);
                if (!page.header("content-type").startsWith(MediaType.TEXT_HTML_VALUE)) {
                    continue;
                }
                pages++;
                assertThat(page.header("content-security-policy"))
                        .as(path)
                        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action ")
                        .doesNotContain("unsafe");
                assertThat(page.header("x-frame-options")).as(path).isEqualTo("DENY");
                assertThat(page.header("x-content-type-options")).as(path).isEqualTo("nosniff");
                assertThat(page.header("referrer-policy")).as(path).isEqualTo("same-origin");
                assertThat(page.header("cross-origin-opener-policy")).as(path).isEqualTo("same-origin");
                assertThat(page.header("cross-origin-resource-policy")).as(path).isEqualTo("same-origin");
                assertThat(page.header("permissions-policy")).as(path).contains("camera=()");
                assertThat(INLINE.matcher(page.text()).results().map(found -> found.group()))
                        .as(path)
                        .isEmpty();
                assertThat(ELSEWHERE.matcher(page.text()).results().map(found -> found.group()))
                        .as(path)
                        .isEmpty();
            }
        }
        assertThat(pages).isGreaterThan(60);
    }

    private List<TestBrowser> browsers() {
        return List.of(
                new TestBrowser(api),
                People.with(api, ids.getOrDefault("org", ""), "admin").browser(),
                everything.browser());
    }

    /** With streams left out, which do not end. */
    private List<String> pages() {
        List<String> paths = new ArrayList<>(routes.stream()
                .filter(route -> route.method() == RequestMethod.GET)
                .filter(route -> !route.isOfApi() && !route.pattern().endsWith("/live"))
                .map(route -> route.path(ids))
                .toList());
        paths.addAll(List.of("/nothing", "/me/nothing", "/console/nothing", "/i/nothing", "/sign-out"));
        return paths;
    }

    @Test
    void theDocumentationIsShownInNoFrameEither() {
        WebTestClient anybody = api.anonymous();
        for (String path : List.of("/docs", "/webjars/swagger-ui/index.html", "/v3/api-docs")) {
            HttpHeaders headers = anybody.get()
                    .uri(path)
                    .exchange()
                    .expectBody()
                    .returnResult()
                    .getResponseHeaders();
            assertThat(headers.getFirst("X-Frame-Options")).as(path).isEqualTo("DENY");
            assertThat(String.valueOf(headers.getLocation())).doesNotContain("//");
        }
    }

    /** Whatever a request says of the host, answers name the one that is configured. */
    @Test
    void hostsOfLinksComeFromTheSettingsAlone() {
        Map<String, String> claimed = new LinkedHashMap<>();
        claimed.put("X-Forwarded-Host", EVIL);
        claimed.put("X-Forwarded-Server", EVIL);
        claimed.put("X-Forwarded-Proto", "https");
        claimed.put("X-Forwarded-Port", "666");
        claimed.put("X-Forwarded-Prefix", "//" + EVIL);
        claimed.put("X-Host", EVIL);
        claimed.put("X-Original-URL", "//" + EVIL);
        claimed.put("X-Rewrite-URL", "//" + EVIL);
        claimed.put("Forwarded", "host=" + EVIL + ";proto=https");
        for (String host : List.of("localhost", EVIL)) {
            WebTestClient liar = api.anonymous()
                    .mutate()
                    .defaultHeaders(all -> {
                        claimed.forEach(all::set);
                        all.set(HttpHeaders.HOST, host);
                    })
                    .build();
            for (String path : pages()) {
                assertNotLedAstray(liar, path);
            }
            WebTestClient admin = liar.mutate()
                    .defaultHeader("Authorization", "Bearer " + RunningApi.ADMIN_TOKEN)
                    .build();
            routes.stream()
                    .filter(route -> route.isOfApi() && !route.isUnsafe())
                    .filter(route -> !route.pattern().endsWith("/stream"))
                    .forEach(route -> assertNotLedAstray(admin, route.path(ids)));
            assertNotLedAstray(liar, "/v3/api-docs");
            assertNotLedAstray(liar, "/v3/api-docs/swagger-config");
            assertNotLedAstray(liar, "/docs");
            assertThat(Answers.get(admin, "/api/v1/invitees/" + ids.get("invitee") + "/link")
                            .at("link"))
                    .startsWith("http://localhost:8080/i/");
            assertThat(Answers.post(
                                    admin,
                                    "/api/v1/organizations/" + ids.get("org") + "/teams",
                                    Map.of("name", "Led " + System.nanoTime()))
                            .header("Location"))
                    .startsWith("/api/v1/");
        }
    }

    private void assertNotLedAstray(WebTestClient liar, String path) {
        var answer = liar.get()
                .uri(URI.create(api.url() + path))
                .exchange()
                .expectBody(String.class)
                .returnResult();
        assertThat(String.valueOf(answer.getResponseBody())).as(path).doesNotContain(EVIL, ":666");
        assertThat(answer.getResponseHeaders().toString()).as(path).doesNotContain(EVIL, ":666");
    }

    /** @param path for which what is a host to a browser is none to a program, or the other way round */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example/i/x/join",
                "/%2F%2Fevil.example",
                "/%5Cevil.example",
                "/i/%2F%2Fevil.example/join",
                "/i/%2Fevil.example/p/x",
                "/i/%5Cevil.example/p/x",
                "/i/..%2F..%2Fevil.example/p/x",
                "/i/https:evil.example/p/x",
                "/i/x/p/%2F%2Fevil.example",
                "/o/%2F%2Fevil.example",
                "/console/%2F%2Fevil.example",
                "/console/%5C%5Cevil.example/people",
                "/sign-in/with/%2F%2Fevil.example",
                "/sign-in/with/evil.example",
                "/signed-out?at=https://evil.example",
                "/signed-out?at=//evil.example",
                "/sign-in?next=//evil.example",
                "/sign-in?return=https://evil.example",
                "/?continue=https:evil.example",
                "/console?next=%5C%5Cevil.example"
            })
    void noAddressLeadsOffThisSite(String path) {
        for (WebTestClient browser : List.of(api.anonymous(), everything.page())) {
            var answer = browser.get()
                    .uri(URI.create(api.url() + path))
                    .exchange()
                    .expectBody(String.class)
                    .returnResult();
            assertThat(answer.getStatus().value()).isLessThan(500);
            String location = String.valueOf(answer.getResponseHeaders().getFirst("Location"));
            assertThat(location.equals("null") || location.matches("/(?![/\\\\]).*"))
                    .as(location)
                    .isTrue();
            assertThat(ELSEWHERE
                            .matcher(String.valueOf(answer.getResponseBody()))
                            .results()
                            .map(found -> found.group().toLowerCase(Locale.ROOT)))
                    .noneMatch(link -> link.contains(EVIL));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "https://evil.example",
                "..",
                "../../evil.example",
                "%2F%2Fevil.example",
                "x/../../evil.example",
                "javascript:alert(1)"
            })
    void aPlantedInvitationLeadsNowhereElse(String planted) {
        String address = everything.address();
        TestBrowser browser = new TestBrowser(api);
        browser.plant("usher-invitation", planted);
        browser.plant("usher-return", Base64.getUrlEncoder().encodeToString(planted.getBytes(UTF_8)));

        assertThat(browser.post("/sign-in", "email", address, "password", "violin canal eleven", "next", planted)
                        .location())
                .isEqualTo("/");
        assertThat(browser.post("/preferences", "language", "en", "next", planted)
                        .location())
                .isEqualTo("/");
        assertThat(browser.post("/sign-out", "next", planted).location()).isEqualTo("/signed-out");
    }
}
