package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Each state in which an invitation lets nobody in is said in words, with the status that fits. */
class ClosedInvitationsIT extends BrowserScenario {

    private static final String ORGANIZATION = "Acme Academy";
    private static final double EXPIRED_WITHIN_MILLIS = 60_000;

    @Test
    void switchedOff() {
        closed("disabled", invitation(acme(10), "\"name\": \"Off\", \"status\": \"disabled\""));
    }

    @Test
    void expired() {
        JsonNode invitation = invitation(acme(10), """
                "name": "Short", "expiresAt": "%s"
                """.formatted(Instant.now().plusSeconds(20)));
        Visitor ada = visitor().open(link(invitation));
        ada.seesWithin(text("invitation.state.expired", ORGANIZATION), EXPIRED_WITHIN_MILLIS);
        Assertions.assertThat(ada.loads())
                .as("the page that was opened before says so")
                .isEqualTo(1);

        closed("expired", invitation);
    }

    @Test
    void full() {
        JsonNode invitation = invitation(acme(10), "\"name\": \"One\", \"quota\": 1");
        takeSeat(invitation);

        closed("full", invitation);
    }

    @Test
    void planFull() {
        String organization = acme(1);
        JsonNode invitation = invitation(organization, "\"name\": \"Nobody else\"");
        takeSeat(invitation);

        closed("taken", invitation);
    }

    @Test
    void fullWithAWaitingList() {
        JsonNode invitation = invitation(acme(10), "\"name\": \"Queue\", \"quota\": 1, \"waitlist\": true");
        takeSeat(invitation);

        Visitor ada = visitor(Look.PHONE).open(link(invitation)).sees(text("invitation.state.waiting"));
        assertThat(ada.page().locator("a[role=button]:visible")).hasText(text("join.wait"));
        ada.picture("state-waiting").isAccessible();
    }

    @Test
    void deletedWhileSomebodyLooksAtIt() {
        JsonNode invitation = invitation(acme(10), "\"name\": \"Gone\"");
        Visitor ada = visitor(Look.PHONE).open(link(invitation)).sees(text("invitation.state.open"));
        delete("/invitations/" + id(invitation));

        ada.sees(text("invitation.state.deleted", ORGANIZATION));
        Assertions.assertThat(ada.open(link(invitation)).status()).isEqualTo(410);
        ada.headed(text("invitation.deleted.title")).picture("state-deleted").isAccessible();
    }

    @Test
    void withdrawnFromOnePerson() {
        String email = address("olga");
        JsonNode invitation = invitation(acme(10), "\"name\": \"Named\", \"emails\": [\"%s\"]".formatted(email));
        String link = personalLink(invitation, email);
        JsonNode invitees = usher.api()
                .get("/invitations/%s/invitees".formatted(id(invitation)))
                .body();
        post("/invitees/%s/cancel".formatted(id(invitees.path("items").path(0))), "{}");

        Visitor olga = visitor(Look.PHONE).open(link).sees(text("link.cancelled"));
        assertThat(olga.page().locator("#accept")).hasCount(0);
        olga.picture("state-cancelled").isAccessible();
    }

    @Test
    void unknown() {
        Visitor ada = visitor(Look.PHONE).open("/i/NoSuchCodeAtAll");
        Assertions.assertThat(ada.status()).isEqualTo(404);
        ada.headed(text("invitation.unknown.title")).picture("state-unknown").isAccessible();
    }

    private static String acme(int seats) {
        return organization(ORGANIZATION, seats);
    }

    private void closed(String state, JsonNode invitation) {
        Visitor ada = visitor(Look.PHONE).open(link(invitation));
        Assertions.assertThat(ada.status()).isEqualTo(200);
        ada.sees(text("invitation.state." + state, ORGANIZATION));
        assertThat(ada.page().locator("a[role=button]:visible")).hasCount(0);
        ada.picture("state-" + state).isAccessible();
    }
}
