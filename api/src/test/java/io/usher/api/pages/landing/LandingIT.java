package io.usher.api.pages.landing;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class LandingIT {

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient anybody = api.anonymous();
    private final String path = "/api/v1/organizations/"
            + api.organization("Ärzte & Söhne " + System.nanoTime()).get("id").asString() + "/invitations";

    private Answers made(Map<String, Object> body) {
        return post(api.platform(), path, body);
    }

    @Test
    void aLinkShowsTheInvitationInWords() {
        String code = made(Map.of("name", "Spring <b>challenge</b>", "description", "\"quoted\"", "quota", 3))
                .at("code");

        Answers page = get(anybody, "/i/" + code);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("X-Robots-Tag")).contains("noindex");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.text())
                .contains(
                        "Spring &lt;b&gt;challenge&lt;/b&gt;",
                        "Ärzte &amp; Söhne",
                        "This invitation is open",
                        "<strong data-seats>3</strong>")
                .doesNotContain("<b>");
    }

    @Test
    void howManySeatsThePlanHasLeftIsShownToNobody() {
        String limited = created(
                        api.platform(),
                        "/api/v1/organizations",
                        Map.of("name", "Limited " + System.nanoTime(), "plan", Map.of("seats", 2)))
                .get("id")
                .asString();
        String code = post(
                        api.platform(),
                        "/api/v1/organizations/" + limited + "/invitations",
                        Map.of("name", "x", "quota", 9))
                .at("code");

        assertThat(get(anybody, "/i/" + code).text())
                .contains("is open")
                .contains("<p hidden=\"hidden\"><span>Seats left:");
        assertThat(patch(api.platform(), "/api/v1/organizations/" + limited, Map.of("plan", Map.of("seats", 0)))
                        .status())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(get(anybody, "/i/" + code).text())
                .contains(shown("taken"))
                .doesNotContain(shown("open")));
    }

    @Test
    void theLinesOfADescriptionStayLines() {
        String code = made(Map.of("name", "x", "description", "one\n<two>")).at("code");

        assertThat(get(anybody, "/i/" + code).text()).containsPattern("one<br>&lt;two&gt;");
    }

    /** All states are in the page, for the script: that one is to be seen. */
    private static String shown(String state) {
        return "data-when=\"" + state + "\">";
    }

    @Test
    void aPageIsThereInTheViewersLanguageAndIsFetchedOnce() {
        String page = "/i/" + made(Map.of("name", "x")).at("code");

        Answers english = get(anybody, page, "Accept-Language", "en");
        Answers german = get(anybody, page, "Accept-Language", "de-AT, en;q=0.5");

        assertThat(english.text()).contains("<html lang=\"en\"", "This invitation is open.");
        assertThat(german.text())
                .contains("<html lang=\"de\"", "Diese Einladung ist offen.")
                .doesNotContain("??");
        assertThat(english.header("Cache-Control")).contains("no-cache", "private");
        assertThat(english.header("ETag")).isNotEqualTo(german.header("ETag"));
        assertThat(get(anybody, page, "Accept-Language", "en", "If-None-Match", english.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(get(anybody, page, "Cookie", "usher-lang=de; usher-theme=dark", "Accept-Language", "en")
                        .text())
                .contains("<html lang=\"de\" data-theme=\"dark\"");
        assertThat(get(anybody, page, "Cookie", "usher-lang=x; usher-theme=\"><b>", "Accept-Language", "en")
                        .text())
                .contains("<html lang=\"en\">");
    }

    @Test
    void theCookieOfAPageIsTheSameForEverybody() {
        String code = made(Map.of("name", "x")).at("code");

        assertThat(get(anybody, "/i/" + code).headers().get("Set-Cookie"))
                .singleElement()
                .asString()
                .contains("usher-invitation=" + code);
    }

    @Test
    void aPageWithAllThatItLoadsIsSmall() {
        String page = "/i/"
                + made(Map.of("name", "x", "description", "y".repeat(500))).at("code");
        Answers answer = get(anybody, page);
        List<String> loaded = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"")
                .matcher(answer.text())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(loaded).hasSize(4);
        assertThat(Stream.concat(Stream.of(page), loaded.stream())
                        .mapToInt(this::compressed)
                        .sum())
                .isLessThanOrEqualTo(25_000);
        assertThat(loaded)
                .allSatisfy(asset -> assertThat(get(anybody, asset).header("Cache-Control"))
                        .contains("max-age=31536000", "immutable", "public"));
        assertThat(get(anybody, "/assets/0/live.js").header("Cache-Control")).contains("no-store");
        assertThat(get(anybody, "/assets/0/none.js").status()).isEqualTo(404);
    }

    private int compressed(String path) {
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(api.url() + path))
                                    .header("Accept-Encoding", "gzip, br")
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
            return answer.body().length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyStateIsSaidInWordsWithWhatCanBeDone() {
        Answers full = made(Map.of("name", "x", "quota", 1));
        Answers waiting = made(Map.of("name", "x", "quota", 1, "waitlist", true));
        Answers expired = made(Map.of("name", "x", "expiresAt", "2999-05-04T10:00:00Z"));
        assertThat(get(anybody, "/i/" + expired.at("code")).text())
                .startsWith("<!DOCTYPE html>")
                .contains(shown("open-until"), "4 May 2999, 10:00 UTC");
        full(full);
        full(waiting);
        api.execute(
                "update directory.invitation set expires_at = '2001-02-03T04:05:06Z' where id = ?::uuid",
                expired.at("id"));

        await().untilAsserted(() ->
                assertThat(get(anybody, "/i/" + full.at("code")).text()).contains(shown("full")));
        await().untilAsserted(() -> assertThat(
                        get(anybody, "/i/" + waiting.at("code")).text())
                .contains(shown("waiting"), "Join the waiting list"));
        await().untilAsserted(() -> assertThat(
                        get(anybody, "/i/" + expired.at("code")).text())
                .contains(shown("expired"), "3 February 2001, 04:05 UTC", "Ask Ärzte &amp; Söhne"));
    }

    private void full(Answers invitation) {
        api.execute("""
                insert into onboarding.invitation_seats (invitation_id, requests, accepted) values (?::uuid, 1, 1)
                on conflict (invitation_id) do update set accepted = 1""", invitation.at("id"));
    }

    @Test
    void theSwitchAndTheTimesAreSaid() {
        Answers made = made(Map.of("name", "x", "opensAt", "2999-05-04T10:00:00Z"));
        String page = "/i/" + made.at("code");

        assertThat(get(anybody, page).text())
                .contains(shown("scheduled"), "4 May 2999, 10:00 UTC", "Sign in and get ready");
        assertThat(patch(api.platform(), made.header("Location"), Map.of("status", "disabled"))
                        .status())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(get(anybody, page).text()).contains(shown("disabled"), "switched off"));
        assertThat(delete(api.platform(), made.header("Location")).status()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(get(anybody, page).status()).isEqualTo(410));
        assertThat(get(anybody, page).text()).contains("was deleted").doesNotContain("Ärzte");
    }

    @Test
    void anUnknownCodeAndAnIdLeadNowhere() {
        assertThat(get(anybody, "/i/nothing").status()).isEqualTo(404);
        assertThat(get(anybody, "/i/nothing").text()).contains("no such invitation");
        assertThat(get(anybody, "/i/" + made(Map.of("name", "x")).at("id")).status())
                .isEqualTo(404);
    }

    @Test
    void whoOpensAPageThatDoesNotExistReadsThatInWords() {
        Answers page = get(anybody, "/nothing", "Accept", "text/html,*/*;q=0.8", "Accept-Language", "en");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.text()).contains("<html lang=\"en\">").contains("There is no such page");
        assertThat(get(anybody, "/nothing", "Accept", "application/json").at("code"))
                .isEqualTo("not-found");
    }
}
