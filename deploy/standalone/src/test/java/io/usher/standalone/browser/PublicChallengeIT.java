package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A stranger opens the link of a public challenge. */
class PublicChallengeIT extends BrowserScenario {

    @Test
    void aStrangerIsInAfterOneMailAndComesBackWithTheirPassword() {
        String organization = organization("Acme Academy", 10);
        created(usher.api().post("/organizations/%s/teams".formatted(organization), "{\"name\": \"Finalists\"}"));
        JsonNode challenge =
                invitation(organization, "\"name\": \"Spring challenge\", \"quota\": 5, \"teams\": [\"Finalists\"]");
        String email = address("ada");

        Visitor ada = visitor(Look.PHONE).open("/i/" + challenge.get("code").asString());
        ada.headed("Spring challenge").picture("landing").isAccessible().press("Accept");
        ada.headed("Accept the invitation").picture("join").isAccessible();
        ada.page().locator("#email").fill(email);
        ada.press("Email me a link").picture("sent").isAccessible();
        ada.open(mailbox(email).link("", "/proof/")).picture("proof").isAccessible();
        ada.fill("First name", "Ada").fill("Last name", "Lovelace");
        ada.fill("New password", PASSWORD);
        assertThat(ada.field("New password").getAttribute("type")).isEqualTo("password");
        ada.press("Show password").isAccessible();
        assertThat(ada.field("New password").getAttribute("type")).isEqualTo("text");
        assertThat(ada.button("Show password").getAttribute("aria-pressed")).isEqualTo("true");
        assertThat(ada.button("Show password").getAttribute("type")).isEqualTo("button");
        ada.page().locator("#accept").click();
        ada.sees("You are in.").sees("Finalists").picture("accepted").isAccessible();

        ada.press("Sign out").signIn(email, PASSWORD).open("/me");
        assertThat(ada.path()).isEqualTo("/me");
        ada.sees("Acme Academy").sees("Finalists").picture("me").isAccessible();
    }
}
