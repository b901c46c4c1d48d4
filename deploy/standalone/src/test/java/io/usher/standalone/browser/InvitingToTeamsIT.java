package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An administrator invites people to a team. */
class InvitingToTeamsIT extends BrowserScenario {

    @Test
    void whoIsInvitedToATeamIsAmongItsInvitesAndAfterwardsAmongItsLearners() {
        String organization = organization("Acme Academy", 10);
        JsonNode team = post("/organizations/%s/teams".formatted(organization), "{\"name\": \"Magnets\"}");
        String page = "/console/%s/teams/%s".formatted(organization, id(team));
        String email = address("emmy");
        Visitor root = administrator().open("/console/%s/teams".formatted(organization));
        root.follow("Magnets").headed("Magnets").sees(text("console.team.no-members"));
        root.picture("team-empty").isAccessible();
        root.follow(text("console.team.invites")).sees(text("console.team.no-invites"));

        root.submit("/invite");
        root.page().locator("#email").fill(email);
        root.page().locator("#firstName").fill("Emmy");
        root.page().locator("#lastName").fill("Noether");
        root.submit("/invitees").sees(text("console.result.new"));
        root.open(page).follow(text("console.team.invites"));
        assertThat(row(root, email)).containsText("Emmy Noether");
        assertThat(row(root, email)).containsText(text("console.progress.invited"));
        root.picture("team-invited").isAccessible();
        root.follow(text("console.team.members")).sees(text("console.team.no-members"));

        Visitor emmy = visitor()
                .open(mailbox(email).link("", "/i/"))
                .sees("Magnets")
                .acceptAsNew()
                .sees(text("outcome.accepted"))
                .sees("Magnets");

        root.open(page);
        assertThat(row(root, email)).containsText("Emmy Noether");
        root.picture("team-of-one").isAccessible().follow(text("console.team.invites"));
        assertThat(row(root, email)).containsText(text("console.progress.accepted"));
        emmy.open("/me").sees("Acme Academy").sees("Magnets");

        root.open(page)
                .submit("/remove")
                .sees(text("console.team.done.removed"))
                .sees(text("console.team.no-members"));
        root.page().locator("details:has(#emails) summary").click();
        root.page().locator("#emails").fill(email + "\n" + address("nobody"));
        root.submit("/members");
        root.sees(text("console.team.result.added")).sees(text("console.team.result.not-a-member"));
        root.picture("team-added").isAccessible();
        assertThat(row(root, email)).isVisible();
    }

    private static Locator row(Visitor visitor, String email) {
        return visitor.page().locator("tr:has-text('%s')".formatted(email)).first();
    }
}
