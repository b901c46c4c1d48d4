package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext.ClearCookiesOptions;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** People with an account open the link of another invitation. */
class ReturningPeopleIT extends BrowserScenario {

    private static final String COOKIE = "usher-invitation";

    @Test
    void whoSignsInOnTheWayIsBackAtTheInvitation() {
        String email = address("marie");
        Visitor marie = member(organization("Sorbonne", 5), email, "\"roles\": [\"learner\"]");
        marie.submit("/sign-out");
        JsonNode invitation = invitation(organization("Institut", 5), "\"name\": \"Radium\"");

        marie.open(link(invitation));
        assertThat(Objects.requireNonNull(marie.cookie(COOKIE)).expires)
                .isLessThanOrEqualTo(Instant.now().toEpochMilli() / 1000.0 + 1800);
        marie.open("/sign-in").page().locator("#email").fill(email);
        marie.page().locator("#password").fill(PASSWORD);
        marie.submit("/sign-in").sees("Radium").sees(email);
        assertThat(marie.path()).isEqualTo(link(invitation) + "/join");
        marie.accept().sees(text("outcome.accepted"));
        assertThat(marie.cookie(COOKIE)).as("once it has done what it is for").isNull();

        marie.open(link(invitation)).goOn().sees(text("outcome.accepted"));
        assertThat(marie.path()).as("who has asked before").startsWith("/a/");
    }

    @Test
    void whoComesBackTooLateFindsTheInvitationsAmongTheirOwn() {
        String domain = address("x").replaceAll("[^a-z0-9]", "") + ".example";
        String email = "pierre@" + domain;
        Visitor pierre = member(organization("Sorbonne", 5), email, "\"roles\": [\"learner\"]");
        pierre.submit("/sign-out");
        String organization = organization("Institut", 5);
        JsonNode exact = invitation(organization, "\"name\": \"Radium\", \"emails\": [\"%s\"]".formatted(email));
        var whole = invitation(organization, "\"name\": \"Polonium\", \"emails\": [\"*@%s\"]".formatted(domain));

        pierre.open(link(exact)).goOn();
        pierre.context().clearCookies(new ClearCookiesOptions().setName(COOKIE));
        pierre.signInToAccept(email).headed(text("me.title"));
        assertThat(pierre.path()).as("half an hour later").isEqualTo("/me");
        pierre.sees("Radium").sees("Polonium").picture("me-invited").isAccessible();
        pierre.page().locator("a[href='%s/join']".formatted(link(whole))).click();
        pierre.sees("Polonium").accept().sees(text("outcome.accepted"));
    }

    @Test
    void whoAsksForALinkInsteadIsSignedInByTheMailAndLedToTheInvitation() {
        String email = address("irene");
        Visitor irene = member(organization("Sorbonne", 5), email, "\"roles\": [\"learner\"]");
        irene.submit("/sign-out");
        JsonNode invitation = invitation(organization("Institut", 5), "\"name\": \"Neutrons\"");

        Visitor phone = visitor(Look.PHONE).open(link(invitation) + "/join");
        phone.page().locator("#email").fill(email);
        phone.submit("/proof").sees(text("sent.title"));
        phone.open(mailbox(email).link("You already have an account", "/proof/"));
        phone.picture("proof-known").isAccessible().submit(phone.path());
        phone.sees("Neutrons").accept().sees(text("outcome.accepted"));
    }

    @Test
    void whoIsAMemberIsToldThatNoSecondSeatIsTaken() {
        String organization = organization("Sorbonne", 5);
        Visitor paul = member(organization, address("paul"), "\"roles\": [\"learner\"]");
        post("/organizations/%s/teams".formatted(organization), "{\"name\": \"Magnets\"}");
        JsonNode more = invitation(organization, "\"name\": \"More\", \"teams\": [\"Magnets\"]");

        paul.open(link(more)).goOn().sees(text("join.member", "Sorbonne")).sees("Magnets");
        paul.picture("join-member").isAccessible().accept().sees(text("outcome.accepted"));
        assertThat(usher.api()
                        .get("/organizations/" + organization)
                        .body()
                        .path("seatsTaken")
                        .asInt())
                .isEqualTo(1);
    }
}
