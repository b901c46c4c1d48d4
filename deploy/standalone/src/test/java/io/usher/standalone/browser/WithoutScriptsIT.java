package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.standalone.UsherPlace;
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

    @Test
    void twoAdministratorsMakeAndChangeAnInvitation() {
        String organization = organization("Acme Academy", 40);
        post("/organizations/%s/units".formatted(organization), "{\"name\": \"Research\"}");
        String grace = address("grace");
        member(organization, grace, "\"roles\": [\"admin\"]").submit("/sign-out");
        Visitor first = visitor(PLAIN).signIn(grace, PASSWORD);
        Visitor second = visitor(PLAIN).signIn(UsherPlace.ADMINISTRATOR, UsherPlace.PASSWORD);

        first.open("/console/%s/invitations/new?preset=challenge".formatted(organization));
        first.page().locator("#name").fill("Race");
        first.page().locator("#quota").fill("5");
        first.page().locator("#expiresAt").fill("");
        first.page().locator("#unit input").first().fill("research");
        first.send("#main").sees(text("console.warning.public-without-expiry"));
        first.picture("plain-warned");
        first.page().locator("#expiresAt").fill("2099-01-01T12:00");
        first.send("#main").sees(text("console.invitation.done.saved"));
        String id = first.path().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
        assertThat(readInvitation(id).path("unit").asString()).isEqualTo("Research");

        String edit = "/console/%s/invitations/%s/edit".formatted(organization, id);
        second.open(edit).page().locator("#quota").fill("9");
        first.open(edit).page().locator("#quota").fill("7");
        first.send("#main").sees(text("console.invitation.done.saved"));
        second.send("#main").sees(text("console.differences")).sees(text("console.author", grace));
        assertThat(second.status()).isEqualTo(412);
        second.picture("plain-both-versions");
        second.send("#main").sees(text("console.invitation.done.saved"));
        assertThat(readInvitation(id).path("quota").asInt()).isEqualTo(9);
    }
}
