package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** People do not want what they are offered, or do not want it any more. */
class DecliningAndLeavingIT extends BrowserScenario {

    @Test
    void whoIsInvitedDeclinesFromTheMailWithoutAnAccount() {
        String organization = organization("Acme Academy", 10);
        String email = address("nora");
        JsonNode invitation = invitation(organization, "\"name\": \"Autumn\", \"emails\": [\"%s\"]".formatted(email));

        Visitor nora = visitor(Look.PHONE).open(personalLink(invitation, email));
        nora.page().locator("summary").click();
        nora.picture("decline").isAccessible().submit("/decline");
        nora.headed(text("declined.title")).picture("declined").isAccessible();

        Visitor root =
                administrator().open("/console/%s/invitations/%s/invitees".formatted(organization, id(invitation)));
        assertThat(root.page().locator("[data-cell=progress]")).hasText(text("console.progress.declined"));
    }

    @Test
    void whoLeavesTheListOrTheOrganizationMakesRoomForTheNext() {
        String organization = organization("Small house", 1);
        List<String> emails =
                Stream.of("ann", "ben", "cem").map(BrowserScenario::address).toList();
        JsonNode invitation = invitation(
                organization,
                "\"name\": \"One seat\", \"waitlist\": true, \"emails\": [\"%s\"]"
                        .formatted(String.join("\", \"", emails)));
        Visitor ann = asks(invitation, emails.getFirst(), text("outcome.accepted"));
        Visitor ben = asks(invitation, emails.get(1), text("outcome.position", 1));
        Visitor cem = asks(invitation, emails.get(2), text("outcome.position", 2));

        ben.page().locator("summary").click();
        ben.picture("leave-list").isAccessible().submit("/withdraw");
        ben.sees(text("outcome.withdrawn")).picture("withdrawn").isAccessible();
        cem.open(cem.path()).sees(text("outcome.position", 1));

        ann.open("/me").page().locator("summary").click();
        ann.picture("leave").isAccessible().submit("/leave");
        cem.sees(text("outcome.accepted"));
        ann.open("/me").seesNo(text("me.memberships"));

        Visitor root = administrator().open("/console/%s/people".formatted(organization));
        root.sees(emails.getLast()).seesNo(emails.getFirst());
        root.picture("people").isAccessible();
        root.open("/console/%s/invitations/%s".formatted(organization, id(invitation)));
        assertThat(row(root, emails.get(1))).containsText(text("console.outcome.withdrawn"));
        assertThat(row(root, emails.getLast())).containsText(text("console.outcome.accepted"));
        assertThat(root.page().locator("[data-count=accepted]")).hasText("2");
        root.picture("challenge-over").isAccessible();
        Assertions.assertThat(cem.path()).startsWith("/a/");
    }

    private static Locator row(Visitor root, String email) {
        return root.page().locator("tr:has-text('%s')".formatted(email)).first();
    }

    private Visitor asks(JsonNode invitation, String email, String answer) {
        return visitor().open(personalLink(invitation, email)).acceptAsNew().sees(answer);
    }
}
