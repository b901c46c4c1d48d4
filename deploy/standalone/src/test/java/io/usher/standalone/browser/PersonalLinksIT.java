package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Somebody who is invited by name opens the link that was made for them. */
class PersonalLinksIT extends BrowserScenario {

    @Test
    void whoOpensTheMailedLinkIsInWithOneFormAndTheListOfTheInvitedFollows() {
        String organization = organization("Mond und Söhne", 10);
        JsonNode invitation = invitation(organization, "\"name\": \"Onboarding\", \"mode\": \"targeted\"");
        String email = address("grace");
        Visitor root =
                administrator().open("/console/%s/invitations/%s/invitees".formatted(organization, id(invitation)));
        root.page().locator("#email").fill(email);
        root.page().locator("#firstName").fill("Grace");
        root.page().locator("#lastName").fill("Hopper");
        root.submit("/invitees").picture("invited").isAccessible();
        Locator row = root.page().locator("tr:has([data-cell]):has-text('%s')".formatted(email));
        assertThat(row.locator("[data-cell=mail]")).containsText(text("console.mail.sent"));
        long loads = root.loads();

        Visitor grace = visitor().open(personalLink(invitation, email)).sees("Onboarding");
        Assertions.assertThat(grace.path()).as("without the token").isEqualTo(link(invitation) + "/join");
        assertThat(grace.page().locator("#firstName")).hasValue("Grace");
        assertThat(grace.page().locator("#lastName")).hasValue("Hopper");
        assertThat(row.locator("[data-cell=progress]")).hasText(text("console.progress.opened"));
        grace.picture("personal").isAccessible().acceptAsNew().sees(text("outcome.accepted"));

        assertThat(row.locator("[data-cell=progress]")).hasText(text("console.progress.accepted"));
        assertThat(row.locator("[data-cell=mail]")).not().containsText("UTC");
        assertThat(row.locator("[data-cell=mail]")).hasAttribute("data-label", text("console.mail") + text("colon"));
        Assertions.assertThat(root.loads()).as("without a reload").isEqualTo(loads);
        root.picture("invited-live").isAccessible();
    }

    @Test
    void aCopiedLinkSaysWhomItIsForAndLeadsThroughTheirMailbox() {
        String organization = organization("Mond und Söhne", 10);
        JsonNode invitation =
                invitation(organization, "\"name\": \"Onboarding\", \"mode\": \"targeted\", \"sendEmails\": false");
        String email = address("kay");
        JsonNode invited = post(
                "/invitations/%s/invitees".formatted(id(invitation)),
                "[{\"email\": \"%s\", \"firstName\": \"Kay\"}]".formatted(email));
        String invitee = invited.path("results").path(0).path("invitee").asString();
        Visitor root = administrator()
                .open("/console/%s/invitations/%s/invitees/%s/link".formatted(organization, id(invitation), invitee));
        String copied = root.picture("copy-personal")
                .isAccessible()
                .page()
                .locator("#link")
                .inputValue();

        Visitor kay = visitor().open(copied).sees("k••@example.org").seesNo(email);
        kay.picture("copied").isAccessible().submit("/proof").sees(text("sent.title"));
        kay.open(mailbox(email).link("", "/proof/"));
        assertThat(kay.page().locator("#firstName")).hasValue("Kay");
        kay.acceptAsNew().sees(text("outcome.accepted"));
    }

    @Test
    void whoHasAnAccountSignsInAndKeepsTheirName() {
        String elsewhere = organization("Elsewhere", 5);
        String email = address("alan");
        Visitor alan = member(elsewhere, email, "\"roles\": [\"learner\"]");
        alan.submit("/sign-out");
        JsonNode invitation = invitation(organization("Bletchley", 5), """
                "name": "Codes", "emails": ["%s"]""".formatted(email));

        alan.open(personalLink(invitation, email)).picture("personal-known").isAccessible();
        assertThat(alan.page().locator("#accept")).hasCount(0);
        assertThat(alan.page().locator("#sign-in-email")).hasValue(email);
        alan.signInToAccept(email).sees(text("join.accept"));
        Assertions.assertThat(alan.path()).isEqualTo(link(invitation) + "/join");
        alan.picture("join-signed-in").isAccessible().accept().sees(text("outcome.accepted"));
    }
}
