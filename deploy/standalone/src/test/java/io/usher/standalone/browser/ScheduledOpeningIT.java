package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions.IsEnabledOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** People wait for an invitation to open. */
class ScheduledOpeningIT extends BrowserScenario {

    private static final Duration OPENS_AFTER = Duration.ofHours(2);
    private static final Pattern COUNTDOWN = Pattern.compile("0[12]:\\d\\d:\\d\\d");

    /** Once all pages are open. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final double OPEN_WITHIN_MILLIS = 60_000;

    @Test
    void thePageCountsDownAndItsButtonWorksFromThatMomentOnWithoutAskingForThePageAgain() {
        Visitor ada = member(organization("Elsewhere", 5), address("ada"), "\"roles\": [\"learner\"]");
        JsonNode challenge = invitation(
                organization("Acme Academy", 10), """
                "name": "Race", "quota": 5, "opensAt": "%s"
                """.formatted(Instant.now().plus(OPENS_AFTER)));
        ada.open(link(challenge) + "/join").sees(text("invitation.state.scheduled"));
        Locator countdown = ada.page().locator("[data-countdown]");
        assertThat(countdown).hasText(COUNTDOWN);
        assertThat(countdown).not().hasText(countdown.innerText());
        assertThat(ada.page().locator("#accept")).isDisabled();
        Visitor bob = visitor(Look.PHONE).open(link(challenge)).sees(text("invitation.state.scheduled"));
        assertThat(bob.page().locator("a[role=button]:visible")).hasText(text("join.ready"));
        ada.picture("scheduled-join").isAccessible();
        bob.picture("scheduled").isAccessible();
        List<String> before = ada.requests();

        Instant opensAt = Instant.now().plus(SOON);
        change("/invitations/" + id(challenge), "\"opensAt\": \"%s\"".formatted(opensAt));
        assertThat(ada.page().locator("#accept")).isEnabled(new IsEnabledOptions().setTimeout(OPEN_WITHIN_MILLIS));
        Assertions.assertThat(Instant.now()).isAfterOrEqualTo(opensAt);
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
