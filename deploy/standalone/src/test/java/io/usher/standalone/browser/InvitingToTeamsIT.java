package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.GetByTextOptions;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An administrator invites people to a team. */
class InvitingToTeamsIT extends BrowserScenario {

    private static final Duration DECIDED_WITHIN = Duration.ofMinutes(1);

    @Test
    void whoIsInvitedToATeamIsAmongItsInvitesAndAfterwardsAmongItsLearners() {
        String organization = organization("Acme Academy", 10);
        JsonNode team =
                created(usher.api().post("/organizations/%s/teams".formatted(organization), "{\"name\": \"Magnets\"}"));
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

        root.open(page).submit("/remove");
        seesEither(root, text("console.team.done.removed"), text("console.team.done.pending"));
        openUntil(root, page, () -> root.reads(text("console.team.no-members")));
        root.page().locator("details:has(#emails) summary").click();
        root.page().locator("#emails").fill(email + "\n" + address("nobody"));
        root.submit("/members");
        root.sees(text("console.team.result.not-a-member"));
        seesEither(root, text("console.team.result.added"), text("console.team.result.pending"));
        root.picture("team-added").isAccessible();
        openUntil(root, page, () -> row(root, email).isVisible());
    }

    /** A page waits for a decision for three seconds, and says so if that was not enough. */
    private static void seesEither(Visitor visitor, String done, String pending) {
        GetByTextOptions whole = new GetByTextOptions().setExact(true);
        Locator main = visitor.page().locator("main");
        assertThat(main.getByText(done, whole).or(main.getByText(pending, whole)))
                .isVisible();
    }

    private static void openUntil(Visitor visitor, String page, BooleanSupplier shown) {
        await().atMost(DECIDED_WITHIN).until(() -> {
            visitor.open(page);
            return shown.getAsBoolean();
        });
    }

    private static Locator row(Visitor visitor, String email) {
        return visitor.page().locator("tr:has-text('%s')".formatted(email)).first();
    }
}
