package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the platform's administrator does first. The shared Usher has settings for that account: its password is not printed. */
class FirstChallengeIT extends BrowserScenario {

    @Test
    void anOrganizationIsFoundedAndTheCopiedLinkOfItsFirstChallengeLeadsToIt() {
        String slug = "first-" + UUID.randomUUID().toString().substring(0, 8);
        Visitor root = administrator().picture("organizations").isAccessible();
        root.page().locator("a[href$='/organizations/new']").click();
        root.picture("found").isAccessible();
        root.page().locator("#name").fill("Nordlicht");
        root.page().locator("#slug").fill(slug);
        root.page().locator("#seats").fill("100");
        root.submit("/organizations/new");
        root.sees(text("console.seats.of", 0, 100)).picture("first-steps").isAccessible();

        root.page().locator("nav a[href$='/invitations']").click();
        root.sees(text("console.invitations.none")).picture("no-invitation").isAccessible();
        root.page().locator("a[href$='preset=challenge']").click();
        assertThat(root.page().locator("#quota")).hasValue("100");
        root.page().locator("#name").fill("Spring challenge");
        root.submit("/invitations/new");
        root.sees("Spring challenge").picture("challenge").isAccessible();
        root.page().locator("button[data-copy]").click();
        String copied =
                root.page().evaluate("() => navigator.clipboard.readText()").toString();

        Visitor stranger = visitor().open(copied).sees("Spring challenge").sees("Nordlicht");
        stranger.sees(text("invitation.state.open-until"));
        assertThat(stranger.page().locator("[data-seats]")).hasText("100");
    }
}
