package io.usher.api.pages.joining;

import static io.usher.api.Answers.patch;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.pages.PersonScenario;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages before an acceptance say to whom. */
class JoiningPagesIT extends PersonScenario {

    @Test
    void whoIsAMemberIsToldWhatIsAddedAndThatNoSeatIsTaken() {
        rows.add(organization, person.address(), role("learner"));
        Answers made = invitation(Map.of("name", "More", "roles", List.of("learner", "learner-analyst")));

        assertThat(person.browser().get("/i/" + made.at("code") + "/join").text())
                .contains(
                        "You are a member of " + name + " already",
                        "does not take a second seat",
                        "What is added to what you have",
                        "<dd>learner-analyst</dd>",
                        "action=\"/i/" + made.at("code") + "/join\"")
                .doesNotContain("<dd>learner</dd>", "??");
        assertThat(person.browser()
                        .get(path(Map.of("name", "The same", "roles", List.of("learner"))) + "/join")
                        .text())
                .contains("You are a member of " + name + " already")
                .doesNotContain("What is added", "<dd>", "extends your membership", "??");
        api.execute(
                "update onboarding.member set access_expires_at = now() + interval '1 day' where organization_id = ?::uuid and address = ?",
                organization.toString(),
                person.address());
        assertThat(person.browser()
                        .get(path(Map.of("name", "The same, longer", "roles", List.of("learner"))) + "/join")
                        .text())
                .contains("Accepting extends your membership of " + name)
                .doesNotContain("What is added", "??");
    }

    @ParameterizedTest
    @CsvSource({
        "a@%s;*@%s, were invited personally or have an email address at certain domains",
        "*@%s, people with an email address at certain domains",
        "a@%s, people who were invited personally."
    })
    void whoProvesAnAddressThatIsNotInvitedIsToldSoBeforeTheyChooseAPassword(String emails, String audience) {
        String domain = "d" + UUID.randomUUID() + ".example";
        String invitation = path(Map.of(
                "name",
                "For some",
                "emails",
                List.of(emails.replace("%s", domain).split(";", -1))));
        String address = "eve@e" + domain;
        TestBrowser stranger = new TestBrowser(api);
        assertThat(stranger.get(invitation).text()).contains(audience).doesNotContain(domain, "??");
        assertThat(stranger.get(invitation + "/join").text()).contains(audience).doesNotContain(domain, "??");
        assertThat(stranger.post(invitation + "/proof", "email", address).text())
                .contains("href=\"" + invitation + "/join\"")
                .doesNotContain("not for your");

        assertThat(stranger.get(mailbox.link(address)).text())
                .contains("This invitation is not for your email address", "name=\"accountOnly\"")
                .contains("<a href=\"" + invitation + "/join\">Use another address</a>")
                .doesNotContain("Accept and create account", "??");

        stranger.post(invitation + "/proof", "email", "a@" + domain);
        assertThat(stranger.get(mailbox.link("a@" + domain)).text())
                .contains("Accept and create account")
                .doesNotContain("not for your", "??");
    }

    @Test
    void whoIsRefusedForTheirAddressFindsTheWayToUseAnother() {
        String invitation =
                path(Map.of("name", "For a domain", "emails", List.of("*@d" + UUID.randomUUID() + ".example")));
        String address = "eve@e" + UUID.randomUUID() + ".example";
        TestBrowser stranger = new TestBrowser(api);
        stranger.post(invitation + "/proof", "email", address);

        Page refused = stranger.post(mailbox.link(address), "password", PASSWORD);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text())
                .contains("<a href=\"" + invitation + "/join\">Use another address</a>")
                .doesNotContain("Accept and create account", "??");
    }

    @Test
    void anInvitationForEverybodyNamesNoAudience() {
        assertThat(new TestBrowser(api).get(path(Map.of("name", "For all"))).text())
                .doesNotContain("This invitation is for");
    }

    @Test
    void nobodyIsMailedALinkToAnInvitationThatIsSwitchedOffOrOver() {
        String off = path(Map.of("name", "Switched off", "status", "disabled"));
        String mailed = "data-when=\"open open-until scheduled waiting full taken\"";

        assertThat(new TestBrowser(api).get(off + "/join").text())
                .contains(mailed + " hidden", "action=\"/sign-in\"")
                .doesNotContain("??");
        assertThat(new TestBrowser(api)
                        .post(off + "/proof", "email", "late@example.org")
                        .location())
                .isEqualTo(off + "/join");
        assertThat(new TestBrowser(api)
                        .get(path(Map.of("name", "Open")) + "/join")
                        .text())
                .contains(mailed)
                .doesNotContain(mailed + " hidden");
    }

    @Test
    void whoIsAMemberAcceptsThoughThePlanHasNoSeatLeft() {
        rows.add(organization, person.address(), role("learner"));
        String taken = "/i/" + invitation(Map.of("name", "More")).at("code");
        String waiting = "/i/"
                + invitation(Map.of("name", "Even more", "waitlist", true)).at("code");
        assertThat(patch(api.platform(), "/api/v1/organizations/" + organization, Map.of("plan", Map.of("seats", 0)))
                        .status())
                .isEqualTo(200);

        assertThat(new TestBrowser(api).get(taken).text())
                .contains("<p data-when=\"taken\"><a href=\"" + taken + "/join\">Already a member?")
                .doesNotContain("??");
        assertThat(person.browser().get(waiting + "/join").text()).contains(">Accept</button>");
        assertThat(NewAccount.on(api).browser().get(waiting + "/join").text())
                .contains(">Join the waiting list</button>");
    }
}
