package io.usher.api.pages.joining;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.Mailbox;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Declining as a person without script does it. */
class DecliningIT {

    private static final String PASSWORD = "violin canal eleven";

    private final RunningApi api = RunningApi.shared();
    private final Mailbox mailbox = new Mailbox(api);
    private final String organization =
            api.organization("Declining " + System.nanoTime()).get("id").asString();
    private final WebTestClient caller = api.as(api.key(organization, "invitations:write", "members:write"));
    private final String address = "ada-" + UUID.randomUUID() + "@example.com";
    private final Answers invitation = post(
            caller,
            "/api/v1/organizations/" + organization + "/invitations",
            Map.of("name", "Workshop", "emails", List.of(address, "bob@example.com")));
    private final String path = "/i/" + invitation.at("code");
    private final TestBrowser browser = new TestBrowser(api);

    @Test
    void whoIsInvitedAndSignedInDeclinesWithOneButton() {
        signUp(browser, address);
        assertThat(browser.get(path + "/join").text())
                .contains("action=\"" + path + "/decline\"", "Decline the invitation")
                .doesNotContain("??");
        assertThat(browser.get(path + "/declined").location()).as("not yet").isEqualTo(path + "/join");

        for (int presses = 0; presses < 2; presses++) {
            assertThat(browser.post(path + "/decline").location()).isEqualTo(path + "/declined");
        }

        assertThat(browser.get(path + "/declined").text())
                .contains("You have declined", "Whoever invited you sees that you declined.", "href=\"" + path + "\"")
                .doesNotContain("??");
        assertThat(progress()).isEqualTo("declined");
        assertThat(entries()).singleElement().satisfies(entry -> {
            assertThat(entry.path("actor").path("kind").asString()).isEqualTo("person");
            assertThat(entry.path("actor").path("id").asString("")).isNotEmpty();
            assertThat(entry.path("from").asString("")).isNotEmpty();
        });
        assertThat(browser.get(path + "/join").text())
                .as("may accept all the same")
                .contains("action=\"" + path + "/join\"", "You have declined this invitation.")
                .doesNotContain("/decline\"");
    }

    @Test
    void whoHasThePersonalLinkDeclinesWithoutAnAccount() {
        browser.get(link(1));
        assertThat(browser.get(path + "/join").text())
                .contains("action=\"" + path + "/decline\"")
                .doesNotContain("You have declined");
        assertThat(progress()).as("to look at it changes nothing").isEqualTo("invited");

        assertThat(browser.post(path + "/decline").location()).isEqualTo(path + "/declined");

        assertThat(browser.get(path + "/declined").status()).isEqualTo(200);
        assertThat(browser.get(path + "/join").text()).contains("You have declined this invitation.");
        assertThat(progress()).isEqualTo("declined");
        assertThat(entries()).singleElement().satisfies(entry -> {
            assertThat(entry.path("actor").path("kind").asString()).isEqualTo("person");
            assertThat(entry.path("actor").path("id").isNull()).isTrue();
        });
    }

    @Test
    void nobodyDeclinesForOthers() {
        String resent = invitee().path("id").asString();
        assertThat(post(caller, "/api/v1/invitees/" + resent + "/resend", "").status())
                .isEqualTo(202);
        TestBrowser withOldLink = new TestBrowser(api);
        withOldLink.plant("usher-link", token(1));
        TestBrowser withForgedLink = new TestBrowser(api);
        withForgedLink.plant("usher-link", token(3));
        TestBrowser stranger = new TestBrowser(api);
        signUp(stranger, "eve-" + UUID.randomUUID() + "@example.com");
        stranger.get(link(2));

        for (TestBrowser other : List.of(new TestBrowser(api), withOldLink, withForgedLink, stranger)) {
            assertThat(other.get(path + "/join").text()).doesNotContain("/decline\"");
            assertThat(other.get(other.post(path + "/decline").location()).location())
                    .isEqualTo(path + "/join");
        }
        assertThat(progress()).isEqualTo("invited");
        assertThat(browser.post("/i/nothing/decline").status()).isEqualTo(404);
    }

    @Test
    void thePagesAreInGermanForWhoReadsThat() {
        browser.speaks("de");
        browser.get(link(1));

        Page page = browser.get(path + "/join");

        assertThat(page.text())
                .contains("<html lang=\"de\">", "Einladung ablehnen", "Diese Einladung ist offen.")
                .doesNotContain("??");
    }

    private void signUp(TestBrowser in, String email) {
        in.post("/sign-up", "email", email);
        assertThat(in.post(mailbox.link(email), "firstName", "Ada", "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    private String link(int generation) {
        return path + "/p/" + token(generation);
    }

    private String token(int generation) {
        return new PersonalLinks(LinkKeys.of(RunningApi.LINK_KEY, ""))
                .token(
                        LinkPurpose.MAILED,
                        new InviteeId(UUID.fromString(invitee().path("id").asString())),
                        generation);
    }

    private String progress() {
        return invitee().path("progress").asString();
    }

    private JsonNode invitee() {
        return get(caller, invitation.header("Location") + "/invitees")
                .json()
                .path("items")
                .valueStream()
                .filter(invitee -> invitee.path("email").asString().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private List<JsonNode> entries() {
        return get(caller, "/api/v1/organizations/" + organization + "/audit?action=invitee.declined")
                .json()
                .path("items")
                .valueStream()
                .toList();
    }
}
