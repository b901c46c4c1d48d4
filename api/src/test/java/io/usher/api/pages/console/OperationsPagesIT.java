package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.http.openapi.FilledOrganization;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the platform does when something is stuck. */
@ResourceLock(value = "dead letters", mode = ResourceAccessMode.READ)
class OperationsPagesIT extends ConsoleScenario {

    private static final String LIST = "/console/platform/ops";

    @Test
    void whatIsStuckIsMendedReplayedAndDeleted() {
        String key = "console-" + UUID.randomUUID();
        String letter = LIST + "/" + FilledOrganization.deadLetter(api, key);
        TestBrowser root = platformAdministrator().browser();

        assertThat(root.get(LIST + "?q=" + key).text())
                .contains("href=\"" + letter + "\"", "unknown event type")
                .doesNotContain("??");
        assertThat(root.get(letter).text()).contains(key, ">{}</textarea>").doesNotContain("??");
        assertThat(root.post(letter, "payload", "{\"a\": \"<b>\"}").location()).isEqualTo(letter + "?done=changed");
        assertThat(root.get(letter + "?done=changed").text())
                .contains("The payload is changed.", "{&quot;a&quot;: &quot;&lt;b&gt;&quot;}")
                .doesNotContain("??");

        assertThat(root.post(letter + "/delete").location()).isEqualTo(LIST + "?done=deleted");
        Page late = root.post(letter + "/replay");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text()).contains("replayed or deleted already").doesNotContain("??");
        assertThat(Answers.get(
                                api.platform(),
                                letter.replace("/console/platform", "/api/v1").replace("/ops/", "/ops/dead-letters/"))
                        .at("state"))
                .isEqualTo("deleted");
    }

    @Test
    void bytesThatAreNoTextAreShownWithoutAForm() {
        byte[] bytes = {(byte) 0xff, 0, 1};
        String letter = LIST + "/" + FilledOrganization.deadLetter(api, "bytes-" + UUID.randomUUID(), bytes);
        TestBrowser root = platformAdministrator().browser();

        assertThat(root.get(letter).text())
                .contains("<pre>/wAB</pre>", "base64", "/replay\"")
                .doesNotContain("<textarea", "??");
    }

    @Test
    void lettersAreFoundByTheirReason() {
        String letter = LIST + "/" + FilledOrganization.deadLetter(api, "reason-" + UUID.randomUUID());
        TestBrowser root = platformAdministrator().browser();

        assertThat(root.get(LIST + "?topic=&reason=unknown+event&q=reason-").text())
                .contains("name=\"reason\"", "value=\"unknown event\"", letter)
                .doesNotContain("??");
        assertThat(root.get(LIST + "?reason=another").text())
                .contains("Nothing matches the search.")
                .doesNotContain(letter, "Nothing is stuck.");
    }

    @Test
    void howFarThisInstanceIsBehindIsSaid() {
        String page = platformAdministrator().browser().get(LIST).text();

        assertThat(page)
                .contains("How far this instance is behind")
                .containsPattern("<dt>Events not counted yet</dt><dd>(0|[\\d,]+, at most [\\d,]+ seconds? old)</dd>")
                .containsPattern("<dt>Dead letters not listed yet</dt><dd>[\\d,]+</dd>")
                .doesNotContain("??");
    }

    @Test
    void nobodyElseGetsThere() {
        String none = LIST + "/" + UUID.randomUUID();

        assertThat(get(LIST).status()).isEqualTo(403);
        assertThat(get(none).status()).isEqualTo(403);
        assertThat(post(none + "/delete").status()).isEqualTo(403);
        assertThat(platformAdministrator().browser().get(none).status()).isEqualTo(404);
        assertThat(platformAdministrator().browser().get(LIST + "/nothing").status())
                .isEqualTo(404);
    }
}
