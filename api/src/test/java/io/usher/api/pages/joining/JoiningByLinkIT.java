package io.usher.api.pages.joining;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static io.usher.api.RunningApi.created;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.Mailbox;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Accepting by a personal link, as a person without script does it. */
class JoiningByLinkIT {

    private static final String PASSWORD = "violin canal eleven";
    private static final String SESSION = "usher-session";

    private final RunningApi api = RunningApi.shared();
    private final Mailbox mailbox = new Mailbox(api);
    private final String organization =
            api.organization("By link " + System.nanoTime()).get("id").asString();
    private final WebTestClient caller = api.as(api.key(organization, "invitations:write"));
    private final String address = "ada-" + UUID.randomUUID() + "@example.com";
    private final Answers invitation = post(
            caller,
            "/api/v1/organizations/" + organization + "/invitations",
            Map.of("name", "Workshop", "mode", "targeted"));
    private final String path = "/i/" + invitation.at("code");
    private final InviteeId ada = invite(address);
    private final TestBrowser browser = new TestBrowser(api);

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
    void whoseAccountCannotBeCreatedIsToldThatTheRequestIsInAndOpensTheLinkAgain() {
        browser.get(link(LinkPurpose.MAILED, 1));
        TestBrowser other = new TestBrowser(api);
        other.post(path + "/proof", "email", address);
        String mailed = mailbox.link(address);
        execute("""
                create function directory.refuse_account() returns trigger language plpgsql
                as 'begin raise exception ''away'' using errcode = ''57P03''; end'""");
        execute("create trigger refused before insert on directory.account for each row when (new.address = '" + address
                + "') execute function directory.refuse_account()");
        try {
            for (Page late : List.of(
                    browser.post(path + "/join", "password", PASSWORD), other.post(mailed, "password", PASSWORD))) {
                assertThat(late.status()).isEqualTo(503);
                assertThat(late.header("Retry-After")).isEqualTo("2");
                assertThat(late.text())
                        .contains("Your request is in", "Open the link again in a minute")
                        .doesNotContain("Nothing was changed", "??");
            }
            await().until(this::requested);
        } finally {
            execute("drop function directory.refuse_account cascade");
        }

        assertThat(other.post(mailed, "password", PASSWORD).location()).startsWith("/a/");
    }

    private void execute(String sql) {
        try (Connection superuser = DriverManager.getConnection(
                        api.database().jdbcUrl(),
                        TestServers.postgres().superuser(),
                        TestServers.postgres().superuserPassword());
                Statement statement = superuser.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
                .contains(other, "This personal link is for a••@example.com", "for other addresses than yours")
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

    private boolean requested() {
        return !get(api.platform(), invitation.header("Location") + "/acceptances?outcome=pending")
                .json()
                .path("items")
                .isEmpty();
    }

    private void signUp(TestBrowser in, String email) {
        in.post("/sign-up", "email", email);
        assertThat(in.post(mailbox.link(email), "firstName", "Ada", "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    private InviteeId invite(String email) {
        JsonNode added = post(
                        caller,
                        invitation.header("Location") + "/invitees",
                        List.of(Map.of("email", email, "firstName", "Ada", "lastName", "Lovelace")))
                .json();
        return new InviteeId(UUID.fromString(added.at("/results/0/invitee").asString()));
    }

    private String link(LinkPurpose purpose, int generation) {
        return path + "/p/" + token(purpose, generation);
    }

    private String token(LinkPurpose purpose, int generation) {
        return new PersonalLinks(LinkKeys.of(RunningApi.LINK_KEY, "")).token(purpose, ada, generation);
    }
}
