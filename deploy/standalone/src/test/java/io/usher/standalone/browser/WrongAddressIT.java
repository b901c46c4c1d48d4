package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Somebody is signed in with another address than the one that is invited. */
class WrongAddressIT extends BrowserScenario {

    @Test
    void thePersonalLinkSaysForWhomItIsAndGoesOnWithThatAddress() {
        String invited = address("carol");
        Visitor person = member(organization("Elsewhere", 5), address("dave"), "\"roles\": [\"learner\"]");
        JsonNode invitation = invitation(organization("Acme Academy", 10), """
                "name": "For Carol", "quota": 1, "emails": ["%s"]""".formatted(invited));

        person.open(personalLink(invitation, invited));
        person.sees(text("join.invited.other", "c••@example.org")).sees(text("refused.not-invited"));
        assertThat(person.page().locator("#accept")).hasCount(0);
        person.picture("wrong-address").isAccessible();
        Assertions.assertThat(asked(invitation)).as("nothing is consumed").isZero();

        person.submit("/i/%s/sign-out".formatted(invitation.path("code").asString()));
        person.acceptAsNew().sees(text("outcome.accepted"));
        // The page may say so before the counts have heard of it.
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> Assertions.assertThat(asked(invitation)).isOne());
    }

    @Test
    void anInvitationForADomainSaysThatItIsForOthersAndLetsOneProveAnotherAddress() {
        String domain = address("x").replaceAll("[^a-z0-9]", "") + ".example";
        Visitor person = member(organization("Elsewhere", 5), address("erin"), "\"roles\": [\"learner\"]");
        JsonNode invitation = invitation(organization("Acme Academy", 10), """
                "name": "For a domain", "emails": ["*@%s"]""".formatted(domain));

        person.open(link(invitation)).goOn().sees(text("refused.not-invited"));
        person.submit("/i/%s/sign-out".formatted(invitation.path("code").asString()));
        person.page().locator("#email").fill("erin@" + domain);
        person.submit("/proof").sees(text("sent.title"));
        person.open(mailbox("erin@" + domain).link("", "/proof/")).acceptAsNew().sees(text("outcome.accepted"));
    }

    private static int asked(JsonNode invitation) {
        return usher.api()
                .get("/invitations/%s/stats".formatted(id(invitation)))
                .body()
                .path("requested")
                .asInt();
    }
}
