package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** People wait for an invitation to open. */
class ScheduledOpeningIT extends BrowserScenario {

    /** As long as it takes to open two pages. */
    private static final int OPENS_AFTER_SECONDS = 15;

    private static final Pattern COUNTDOWN = Pattern.compile("00:00:[01]\\d");

    @Test
    void thePageCountsDownAndItsButtonWorksFromThatMomentOnWithoutAskingForThePageAgain() {
        Visitor ada = member(organization("Elsewhere", 5), address("ada"), "\"roles\": [\"learner\"]");
        JsonNode challenge = invitation(
                organization("Acme Academy", 10), """
                "name": "Race", "quota": 5, "opensAt": "%s"
                """.formatted(Instant.now().plusSeconds(OPENS_AFTER_SECONDS)));
        ada.open(link(challenge) + "/join").sees(text("invitation.state.scheduled"));
        assertThat(ada.page().locator("[data-countdown]")).hasText(COUNTDOWN);
        assertThat(ada.page().locator("#accept")).isDisabled();
        Visitor bob = visitor(Look.PHONE).open(link(challenge)).sees(text("invitation.state.scheduled"));
        assertThat(bob.page().locator("a[role=button]:visible")).hasText(text("join.ready"));
        ada.picture("scheduled-join").isAccessible();
        bob.picture("scheduled").isAccessible();
        List<String> before = ada.requests();

        assertThat(ada.page().locator("#accept")).isEnabled();
        Assertions.assertThat(ada.requests()).as("nothing but the stream").isEqualTo(before);
        ada.accept().sees(text("outcome.accepted"));
        assertThat(bob.page().locator("a[role=button]:visible")).hasText(text("join.accept"));
        Assertions.assertThat(bob.loads()).isEqualTo(1);
    }

    @Test
    void whoPressesTooEarlyIsToldAndThePageStays() {
        Visitor ada = member(organization("Elsewhere", 5), address("ada"), "\"roles\": [\"learner\"]");
        JsonNode challenge = invitation(organization("Acme Academy", 10), """
                "name": "Race", "opensAt": "2099-01-01T00:00:00Z\"""");

        ada.open(link(challenge)).goOn();
        assertThat(ada.page().locator("#accept")).isDisabled();
        ada.page().evaluate("() => document.getElementById('accept').form.submit()");
        ada.sees(text("refused.invitation-not-open"))
                .sees("Race")
                .picture("too-early")
                .isAccessible();
    }
}
