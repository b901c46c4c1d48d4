package io.usher.api.landing;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.Map;
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
                        "3 seats are left")
                .doesNotContain("<b>");
    }

    @Test
    void theSwitchAndTheTimesAreSaid() {
        Answers made = made(Map.of("name", "x", "opensAt", "2999-05-04T10:00:00Z"));
        String page = "/i/" + made.at("code");

        assertThat(get(anybody, page).text()).contains("opens on 4 May 2999, 10:00 UTC");
        assertThat(patch(api.platform(), made.header("Location"), Map.of("status", "disabled"))
                        .status())
                .isEqualTo(200);
        assertThat(get(anybody, page).text()).contains("switched off");
        assertThat(delete(api.platform(), made.header("Location")).status()).isEqualTo(204);
        assertThat(get(anybody, page).status()).isEqualTo(410);
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
    void theStyleSheetIsServedFromHere() {
        assertThat(get(anybody, "/webjars/picocss__pico/css/pico.min.css").status())
                .isEqualTo(200);
    }
}
