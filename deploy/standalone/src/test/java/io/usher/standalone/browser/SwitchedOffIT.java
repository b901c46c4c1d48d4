package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;

/** An invitation is switched off while people look at it. */
@Isolated
class SwitchedOffIT extends BrowserScenario {

    private static final Duration WITHIN = Duration.ofSeconds(5);

    /** Of a busy machine, which may be late once or twice. */
    private static final int TRIES = 3;

    @Test
    void whoLooksAtItIsToldWithinFiveSecondsAndNobodyElseGetsIn() {
        String organization = organization("Acme Academy", 10);
        String email = address("bob");
        JsonNode invitation = invitation(
                organization, "\"name\": \"Summer\", \"emails\": [\"%s\", \"*@example.com\"]".formatted(email));
        String off = text("invitation.state.disabled", "Acme Academy");
        Visitor root = administrator().open("/console/%s/invitations".formatted(organization));
        root.picture("invitations").isAccessible();
        Visitor ada = visitor().open(link(invitation)).sees(text("invitation.state.open"));
        Visitor bob = visitor(Look.DESKTOP.withoutScripts()).open(personalLink(invitation, email));
        bob.page().locator("#password").fill(PASSWORD);
        Visitor cem = visitor().open(personalLink(invitation, email));
        PlaywrightAssertions.assertThat(cem.page().locator("#accept")).isEnabled();
        long loads = ada.loads();

        Duration took = switchOff(root, ada, off);
        for (int tries = 1; tries < TRIES && took.compareTo(WITHIN) > 0; tries++) {
            switchOn(root);
            ada.sees(text("invitation.state.open"));
            took = switchOff(root, ada, off);
        }
        assertThat(took).isLessThanOrEqualTo(WITHIN);
        PlaywrightAssertions.assertThat(ada.page().locator("a[role=button]:visible"))
                .hasCount(0);
        assertThat(ada.loads()).as("without a reload").isEqualTo(loads);
        ada.picture("switched-off").isAccessible();
        PlaywrightAssertions.assertThat(cem.page().locator("#accept")).isDisabled();
        root.sees(text("console.invitations.done.disabled"))
                .picture("invitations-off")
                .isAccessible();

        bob.accept().sees(text("refused.invitation-disabled")).picture("refused-disabled");

        switchOn(root);
        PlaywrightAssertions.assertThat(ada.page().locator("a[role=button]:visible"))
                .hasCount(1);
        bob.acceptAsNew().sees(text("outcome.accepted"));
    }

    /** Returns after what time the other one saw this. */
    private static Duration switchOff(Visitor root, Visitor other, String text) {
        root.page().locator("td button[role=switch]").click();
        long pressed = System.nanoTime();
        other.sees(text);
        Duration took = Duration.ofNanos(System.nanoTime() - pressed);
        root.sees(text("console.invitations.done.disabled"));
        return took;
    }

    private static void switchOn(Visitor root) {
        root.page().locator("td button[role=switch]").click();
        root.sees(text("console.invitations.done.enabled"));
    }
}
