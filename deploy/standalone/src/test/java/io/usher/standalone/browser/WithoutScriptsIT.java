package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** People whose browsers run no scripts get in like everybody else. */
class WithoutScriptsIT extends BrowserScenario {

    private static final Look PLAIN = Look.PHONE.withoutScripts();

    @Test
    void aStrangerJoinsAndComesBack() {
        JsonNode challenge = invitation(organization("Acme Academy", 10), "\"name\": \"Spring challenge\"");
        String email = address("edsger");

        Visitor edsger =
                visitor(PLAIN).open(link(challenge)).sees("Spring challenge").goOn();
        edsger.page().locator("#email").fill(email);
        edsger.submit("/proof").sees(text("sent.title"));
        edsger.open(mailbox(email).link("", "/proof/")).acceptAsNew().sees(text("outcome.accepted"));
        edsger.picture("plain-accepted");
        edsger.submit("/sign-out").signIn(email, PASSWORD).open("/me").sees("Acme Academy");
    }

    @Test
    void whoHasAnAccountSignsInOnTheWay() {
        String email = address("barbara");
        member(organization("Elsewhere", 5), email, "\"roles\": [\"learner\"]");
        JsonNode invitation = invitation(organization("Acme Academy", 10), "\"name\": \"Abstraction\"");

        Visitor barbara = visitor(PLAIN)
                .open(link(invitation))
                .goOn()
                .signInToAccept(email)
                .sees("Abstraction");
        assertThat(barbara.path()).isEqualTo(link(invitation) + "/join");
        barbara.picture("plain-join").accept().sees(text("outcome.accepted"));
    }
}
