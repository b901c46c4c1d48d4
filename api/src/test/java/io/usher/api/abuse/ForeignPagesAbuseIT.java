package io.usher.api.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.http.openapi.FilledOrganization;
import io.usher.testing.TestServers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Nothing of one organization is on a page of another, over every page route that names something. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignPagesAbuseIT {

    /** With little in its tables, which are compared as a whole. */
    private final RunningApi api = RunningApi.start(TestServers.freshDatabase());

    private final FilledOrganization own = FilledOrganization.on(api);
    private final FilledOrganization foreign = FilledOrganization.on(api);
    private final NewAccount admin = People.with(api, own.ids().getOrDefault("org", ""), "admin");

    private static List<Route> consoleOf(RunningApi api) {
        return Route.of(api).stream()
                .filter(route -> route.pattern().startsWith("/console/{org}"))
                .toList();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void thingsOfAnotherOrganizationAreAnsweredAsIfThereWereNone() {
        List<Route> routes = consoleOf(api);
        assertThat(routes).hasSizeGreaterThan(60);
        Map<String, String> before = StoredState.of(api);
        Set<String> foreigners = new HashSet<>();

        for (Route route : routes) {
            List<String> names = route.variables();
            for (int owned = 0; owned < names.size(); owned++) {
                for (String reference : references(names.get(owned))) {
                    foreigners.add(names.get(owned));
                    Answers answer = send(route, names, owned, reference);
                    Answers ofNothing = send(route, names, owned, null);

                    assertThat(answer.status()).as(route + ", own: " + owned).isEqualTo(404);
                    assertThat(answer.text()).as(route + ", own: " + owned).isEqualTo(ofNothing.text());
                }
            }
        }

        assertThat(foreigners)
                .contains("org", "invitation", "invitee", "import", "member", "key", "team", "unit", "role");
        assertThat(StoredState.of(api)).isEqualTo(before);
    }

    /** By id and, where there is another name that strangers can know, by that. */
    private List<String> references(String variable) {
        String id = foreign.ids().get(variable);
        if (id == null) {
            throw new AssertionError("no foreign id for {" + variable + "}");
        }
        return switch (variable) {
            case "org" ->
                List.of(
                        id,
                        Answers.get(api.platform(), "/api/v1/organizations/" + id)
                                .at("slug"));
            case "invitation" ->
                List.of(
                        id,
                        Answers.get(api.platform(), "/api/v1/invitations/" + id).at("code"));
            default -> List.of(id);
        };
    }

    /**
     * @param owned how many variables name things of the own organization; those after it are foreign
     * @param reference of the first foreign one; null = one of nothing
     */
    private Answers send(Route route, List<String> names, int owned, @Nullable String reference) {
        Map<String, String> ids = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String id = i < owned
                    ? own.ids().get(name)
                    : reference == null
                            ? null
                            : i == owned ? reference : foreign.ids().get(name);
            if (id != null) {
                ids.put(name, id);
            }
        }
        return send(admin.page(), route, route.path(ids));
    }

    private static Answers send(WebTestClient browser, Route route, String path) {
        WebTestClient.RequestBodySpec request = browser.method(
                        HttpMethod.valueOf(route.method().name()))
                .uri(path)
                .header("Accept", "text/html, text/csv, image/svg+xml");
        if (route.isUnsafe()) {
            MediaType type = route.consumes();
            boolean file = type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA);
            request.header("Content-Type", file ? type + ";boundary=b" : type.toString())
                    .bodyValue(
                            file
                                    ? "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
                                            + "Content-Type: text/csv\r\n\r\nAda,Lovelace,a@example.com\n\r\n--b--\r\n"
                                    : "name=Theirs&email=a%40example.com&roles=learner&enabled=on&scopes=members%3Aread");
        }
        EntityExchangeResult<String> result =
                request.exchange().expectBody(String.class).returnResult();
        String text = result.getResponseBody();
        return new Answers(result.getStatus().value(), result.getResponseHeaders(), text == null ? "" : text);
    }

    @Test
    void neitherIsAFormFilledInLikeAnInvitationOfAnother() {
        String slug = Answers.get(
                        api.platform(), "/api/v1/organizations/" + own.ids().get("org"))
                .at("slug");

        Page page = admin.browser()
                .get("/console/" + slug + "/invitations/new?from="
                        + foreign.ids().get("invitation"));

        assertThat(page.status()).isEqualTo(404);
    }

    /** What somebody has of their own: their requests, memberships, identities and sessions. */
    @Test
    void whatIsSomebodysOwnIsOnNobodyElsesPage() {
        NewAccount stranger = NewAccount.on(api);
        String acceptance = "/a/" + own.ids().get("acceptance");
        Page none = stranger.browser().get("/a/00000000-0000-4000-8000-000000000000");

        assertThat(none.status()).isEqualTo(404);
        assertThat(stranger.browser().get(acceptance).text()).isEqualTo(none.text());
        assertThat(stranger.browser().get(acceptance).status()).isEqualTo(404);
        assertThat(stranger.browser().get(acceptance + "/live?seen=pending").status())
                .isEqualTo(404);
        assertThat(stranger.browser().post(acceptance + "/withdraw").status()).isEqualTo(404);
        assertThat(admin.browser().get(acceptance).status())
                .as("their admin has pages of the console for that")
                .isEqualTo(404);
    }
}
