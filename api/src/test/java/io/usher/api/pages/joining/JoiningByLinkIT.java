package io.usher.api.pages.joining;

import static io.usher.api.Answers.post;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.runtime.links.LinkPurpose;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Accepting by a personal link, as a person without script does it. */
class JoiningByLinkIT extends JoiningByLinkScenario {

    JoiningByLinkIT() {
        super(RunningApi.shared());
    }

    @Test
    void aMailedLinkProvesTheAddressAndOneFormDoesTheRest() {
        Page opened = browser.get(link(LinkPurpose.MAILED, 1));
        assertThat(opened.location()).isEqualTo(path + "/join");
        assertThat(browser.get(path + "/join").text())
                .contains(
                        address,
                        "value=\"Ada\"",
                        "value=\"Lovelace\"",
                        "autocomplete=\"new-password\"",
                        "Accept and create account")
                .doesNotContain("??", "action=\"/sign-in\"", "action=\"" + path + "/proof\"");
        assertThat(mailbox.count("account", address))
                .as("to look changes nothing")
                .isZero();

        Page joined =
                browser.post(path + "/join", "firstName", "Augusta", "lastName", "Lovelace", "password", PASSWORD);

        assertThat(joined.status()).isEqualTo(303);
        assertThat(joined.location()).startsWith("/a/");
        assertThat(browser.cookie(SESSION)).isNotNull();
        assertThat(browser.cookie("usher-link")).isNull();
        assertThat(browser.cookie("usher-invitation")).isNull();
        assertThat(browser.get(joined.location()).status()).isEqualTo(200);
        assertThat(browser.get("/me").text()).contains("Augusta Lovelace", address);
        TestBrowser again = new TestBrowser(api);
        assertThat(again.post("/sign-in", "email", address, "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    @Test
    void aCopiedLinkNamesThePersonAndProvesNothing() {
        browser.get(link(LinkPurpose.COPIED, 1));
        assertThat(browser.get(path + "/join").text())
                .contains("It is for a••@example.com", "name=\"invited\"", "action=\"/sign-in\"")
                .doesNotContain(address, "new-password", "Lovelace", "??");

        Page refused = browser.post(path + "/join", "firstName", "Eve", "password", PASSWORD);
        assertThat(refused.location()).isEqualTo(path + "/join");
        assertThat(mailbox.count("account", address)).isZero();
        assertThat(browser.cookie(SESSION)).isNull();

        assertThat(browser.post(path + "/proof", "invited", "yes").text())
                .contains("a••@example.com")
                .doesNotContain(address);
        String mailed = mailbox.link(address);
        assertThat(browser.get(mailed).text()).contains("value=\"Ada\"", "value=\"Lovelace\"");
        assertThat(browser.post(mailed, "firstName", "Ada", "password", PASSWORD)
                        .location())
                .startsWith("/a/");
        assertThat(new TestBrowser(api).get(mailed).text()).contains("was used already", "href=\"" + path + "/join\"");
    }

    @Test
    void theMailedPageWaitsForTheOpeningAndNamesTheWaitingList() {
        String full = created(
                        api.platform(),
                        "/api/v1/organizations",
                        Map.of("name", "Full " + System.nanoTime(), "plan", Map.of("seats", 0)))
                .get("id")
                .asString();
        String waiting = post(
                        api.platform(),
                        "/api/v1/organizations/" + full + "/invitations",
                        Map.of("name", "Popular", "waitlist", true))
                .at("code");
        browser.post("/i/" + waiting + "/proof", "email", address);

        assertThat(browser.get(mailbox.link(address)).text())
                .contains("data-enabled=\"open open-until waiting\">Join the waiting list and create account")
                .doesNotContain("??");
    }

    @Test
    void aMailedLinkNeverSignsInToAnAccountThatThereIs() {
        signUp(new TestBrowser(api), address);
        browser.get(link(LinkPurpose.MAILED, 1));
        assertThat(browser.get(path + "/join").text())
                .contains("There is an account for " + address, "action=\"/sign-in\"", "value=\"" + address + "\"")
                .doesNotContain("new-password", "Accept and create account", "??");

        Page wrong = browser.post(path + "/join", "firstName", "Eve", "password", "another violin canal");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(browser.cookie(SESSION)).isNull();
        assertThat(requested()).isFalse();

        assertThat(browser.post("/sign-in", "email", address, "password", PASSWORD)
                        .location())
                .isEqualTo(path + "/join");
        assertThat(browser.post(path + "/join").location()).startsWith("/a/");
    }

    @Test
    void whoPressesTheButtonTwiceGetsOn() {
        browser.get(link(LinkPurpose.MAILED, 1));

        List<TestBrowser> presses =
                IntStream.range(0, 4).mapToObj(press -> browser.at(api)).toList();
        List<Page> answers = presses.parallelStream()
                .map(press -> press.post(path + "/join", "firstName", "Ada", "password", PASSWORD))
                .toList();

        assertThat(answers).extracting(Page::status).containsOnly(303);
        assertThat(answers).extracting(Page::location).allMatch(location -> location.startsWith("/a/"));
        assertThat(presses)
                .allSatisfy(press -> assertThat(press.get("/me").text()).contains(address));
        assertThat(mailbox.count("account", address)).isOne();
    }

    @Test
    void whatIsWrongWithTheFormIsSaidAndTheLinkIsStillGood() {
        browser.get(link(LinkPurpose.MAILED, 1));

        Page refused = browser.post(path + "/join", "firstName", "Grace", "password", "short");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("at least 8", "value=\"Grace\"").doesNotContain("value=\"short\"", "??");
        assertThat(mailbox.count("account", address)).isZero();
        assertThat(requested()).isFalse();

        assertThat(browser.post(path + "/join", "firstName", "Grace", "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    @Test
    void aLinkThatWasReplacedOrWithdrawnCreatesNothing() {
        post(caller, "/api/v1/invitees/" + ada + "/resend", "");
        browser.get(link(LinkPurpose.MAILED, 1));
        assertThat(browser.post(path + "/join", "password", PASSWORD).location())
                .isEqualTo(path + "/join");
        post(caller, "/api/v1/invitees/" + ada + "/cancel", "");
        browser.get(link(LinkPurpose.MAILED, 2));
        assertThat(browser.post(path + "/join", "password", PASSWORD).location())
                .isEqualTo(path + "/join");
        assertThat(browser.post(path + "/proof", "invited", "yes").location()).isEqualTo(path + "/join");

        assertThat(mailbox.count("account", address)).isZero();
        assertThat(mailbox.links(address)).isEmpty();
    }

    @Test
    void whoIsSignedInWithAnotherAddressIsToldAndGoesOnWithoutLosingTheLink() {
        String other = "bob-" + UUID.randomUUID() + "@example.com";
        signUp(browser, other);
        browser.get(link(LinkPurpose.MAILED, 1));

        assertThat(browser.get(path + "/join").text())
                .contains(
                        other,
                        "This personal link is for a••@example.com",
                        "This invitation is not for your email address")
                .doesNotContain(address, "action=\"" + path + "/join\"", "??");

        Page out = browser.post(path + "/sign-out");
        assertThat(List.of(out)).extracting(Page::status, Page::location).containsExactly(tuple(303, path + "/join"));
        assertThat(browser.cookie(SESSION)).isNull();
        assertThat(browser.get("/me").location()).isEqualTo("/sign-in");
        assertThat(browser.get(path + "/join").text()).contains(address, "Accept and create account");
    }

    @Test
    void anotherInvitationsLinkProvesNothingHere() {
        Answers others = post(
                caller,
                "/api/v1/organizations/" + organization + "/invitations",
                Map.of("name", "Other", "mode", "targeted"));
        browser.plant("usher-link", token(LinkPurpose.MAILED, 1));

        Page page = browser.get("/i/" + others.at("code") + "/join");

        assertThat(page.text()).contains("This personal link is not valid").doesNotContain("new-password");
        assertThat(browser.post("/i/" + others.at("code") + "/join", "password", PASSWORD)
                        .location())
                .isEqualTo("/i/" + others.at("code") + "/join");
        assertThat(mailbox.count("account", address)).isZero();
    }

    private void signUp(TestBrowser in, String email) {
        in.post("/sign-up", "email", email);
        assertThat(in.post(mailbox.link(email), "firstName", "Ada", "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }
}
