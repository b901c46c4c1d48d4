package io.usher.api.landing;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
                        "3 seats are left")
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

        assertThat(get(anybody, "/i/" + code).text()).contains("is open").doesNotContain("left");
        assertThat(patch(api.platform(), "/api/v1/organizations/" + limited, Map.of("plan", Map.of("seats", 0)))
                        .status())
                .isEqualTo(200);
        withinASecond(() -> assertThat(get(anybody, "/i/" + code).text())
                .contains("Every seat is taken at present")
                .doesNotContain("is open", "left"));
    }

    @Test
    void theLinesOfADescriptionStayLines() {
        String code = made(Map.of("name", "x", "description", "one\n<two>")).at("code");

        assertThat(get(anybody, "/i/" + code).text()).containsPattern("one<br>&lt;two&gt;");
    }

    @Test
    void whoOpensTheProgramItselfIsLedToItsDocumentation() {
        Answers home = get(anybody, "/");

        assertThat(home.status()).isEqualTo(302);
        assertThat(home.header("Location")).isEqualTo("/docs");
    }

    @Test
    void theSwitchAndTheTimesAreSaid() {
        Answers made = made(Map.of("name", "x", "opensAt", "2999-05-04T10:00:00Z"));
        String page = "/i/" + made.at("code");

        assertThat(get(anybody, page).text()).contains("opens on 4 May 2999, 10:00 UTC");
        assertThat(patch(api.platform(), made.header("Location"), Map.of("status", "disabled"))
                        .status())
                .isEqualTo(200);
        withinASecond(() -> assertThat(get(anybody, page).text()).contains("switched off"));
        assertThat(delete(api.platform(), made.header("Location")).status()).isEqualTo(204);
        withinASecond(() -> assertThat(get(anybody, page).status()).isEqualTo(410));
        assertThat(get(anybody, page).text()).contains("was deleted").doesNotContain("Ärzte");
    }

    /** And some air for a slow machine. */
    private static void withinASecond(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(3)).untilAsserted(assertion);
    }

    @Test
    void anUnknownCodeAndAnIdLeadNowhere() {
        assertThat(get(anybody, "/i/nothing").status()).isEqualTo(404);
        assertThat(get(anybody, "/i/nothing").text()).contains("no such invitation");
        assertThat(get(anybody, "/i/" + made(Map.of("name", "x")).at("id")).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"picocss__pico/css/pico.min.css", "usher/landing.css"})
    void theStyleSheetsAreServedFromHere(String sheet) {
        String page = get(anybody, "/i/nothing").text();

        assertThat(page).contains("\"/webjars/" + sheet + "\"");
        assertThat(get(anybody, "/webjars/" + sheet).status()).isEqualTo(200);
    }
}
