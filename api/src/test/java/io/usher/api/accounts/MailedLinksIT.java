package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.contract.event.ProofPurpose;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The links that prove an address, and the passwords that are set with them. */
class MailedLinksIT extends SigningInScenario {

    @Test
    void aLinkThatIsOpenedChangesNothingHoweverOften() {
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);
        for (int scans = 0; scans < 10; scans++) {
            assertThat(new TestBrowser(api).get(link).status()).isEqualTo(200);
            assertThat(new TestBrowser(api).head(link).status()).isEqualTo(200);
        }
        assertThat(mailbox.count("account", address)).isZero();
        assertThat(browser.post(link, "password", PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void ofAllWhoUseALinkAtTheSameTimeOneSucceeds() {
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);

        List<Page> answers = IntStream.range(0, 6)
                .parallel()
                .mapToObj(person -> new TestBrowser(api).post(link, "password", PASSWORD))
                .toList();

        assertThat(answers).filteredOn(page -> page.status() == 303).hasSize(1);
        assertThat(answers).filteredOn(page -> page.status() == 410).hasSize(5);
        assertThat(mailbox.count("account", address)).isOne();
        Page over = browser.get(link);
        assertThat(over.status()).isEqualTo(410);
        assertThat(over.text()).as("where newcomers ask for another").contains("href=\"/sign-up\"");
    }

    @Test
    void aLinkThatWasUsedEndsTheOthersAndOneThatWasNotEndsNone() {
        browser.post("/sign-up", "email", address);
        browser.post("/sign-up", "email", address);
        List<String> links = mailbox.links(address);
        assertThat(links)
                .hasSize(2)
                .allSatisfy(link -> assertThat(browser.get(link).status()).isEqualTo(200));

        assertThat(browser.post(links.getLast(), "password", PASSWORD).status()).isEqualTo(303);

        assertThat(browser.get(links.getFirst()).status()).isEqualTo(410);
        assertThat(browser.post(links.getFirst(), "password", PASSWORD).status())
                .isEqualTo(410);
    }

    @Test
    void aLinkIsGoodForItsPurposeAloneAndUnchanged() {
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);
        String flipped = link.substring(0, link.length() - 1) + (link.endsWith("A") ? "B" : "A");

        for (String wrong : List.of(
                flipped,
                mailbox.forged(address, ProofPurpose.PASSWORD),
                mailbox.forged(address, ProofPurpose.SIGN_IN))) {
            assertThat(browser.get(wrong).status()).isEqualTo(404);
            assertThat(browser.post(wrong, "password", PASSWORD).status()).isEqualTo(404);
        }
        assertThat(mailbox.count("account", address)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/sign-up, 24 hours", "/sign-in/link, 30 minutes", "/password, 30 minutes"})
    void aLinkThatIsTooOldIsGoodForNothing(String form, String lifetime) {
        if (!form.equals("/sign-up")) {
            signUp();
            browser.post("/sign-out");
        }
        browser.post(form, "email", address);
        String link = mailbox.link(address);
        mailbox.age(address, lifetime);

        assertThat(browser.get(link).status()).isEqualTo(410);
        assertThat(browser.post(link, "password", "another violin canal").status())
                .isEqualTo(410);
        assertThat(browser.cookie(SESSION)).isNull();
        assertThat(signIn(browser, "another violin canal").status()).isEqualTo(422);
    }

    @Test
    void whoeverAsksForALinkGetsNoAccountAndNoPasswordWithoutTheMailbox() {
        TestBrowser stranger = new TestBrowser(api);
        stranger.post("/sign-up", "email", address, "password", "stolen password 1", "firstName", "Mallory");
        assertThat(mailbox.count("account", address)).isZero();
        assertThat(signIn(stranger, "stolen password 1").status()).isEqualTo(422);

        Page owner = browser.post(mailbox.link(address), "firstName", "Ada", "password", PASSWORD);
        assertThat(owner.status()).isEqualTo(303);
        assertThat(signIn(stranger, "stolen password 1").status()).isEqualTo(422);
        assertThat(stranger.cookie(SESSION)).isNull();
        assertThat(browser.get("/me").text()).contains("Ada").doesNotContain("Mallory");
    }

    @Test
    void aLinkToSignInSignsInWithoutPassword() {
        signUp();
        TestBrowser other = new TestBrowser(api);
        other.post("/sign-in/link", "email", address.toUpperCase(Locale.ROOT));
        String link = mailbox.link(address);
        assertThat(other.get(link).text()).contains("Sign in and continue");

        assertThat(other.post(link).location()).isEqualTo("/");

        assertThat(other.get("/me").status()).isEqualTo(200);
        assertThat(browser.get("/me").status()).isEqualTo(200);
    }

    @Test
    void anotherPasswordEndsAllOtherSessions() {
        signUp();
        TestBrowser other = new TestBrowser(api);
        other.post("/password", "email", address);
        String link = mailbox.link(address);
        assertThat(other.post(link, "password", "another violin canal").status())
                .isEqualTo(303);

        assertThat(other.get("/me").status()).isEqualTo(200);
        assertThat(browser.get("/me").location()).isEqualTo("/sign-in");
        assertThat(signIn(browser, PASSWORD).status()).isEqualTo(422);
        assertThat(signIn(browser, "another violin canal").status()).isEqualTo(303);
    }

    @ParameterizedTest
    @CsvSource({"short, at least 8", "password1, easy to guess", "ada lovelace, easy to guess"})
    void aPasswordThatIsEasyToGuessIsRefusedAndTheLinkIsStillGood(String password, String reason) {
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);

        Page refused = browser.post(link, "firstName", "Ada", "lastName", "Lovelace", "password", password);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains(reason, "value=\"Lovelace\"").doesNotContain("value=\"" + password);

        assertThat(browser.post(link, "password", PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void anAddressIsMailedThreeLinksAnHour() {
        for (int asked = 0; asked < 3; asked++) {
            assertThat(browser.post("/sign-up", "email", address).status()).isEqualTo(200);
        }
        Page late = browser.post("/password", "email", address);

        assertThat(late.status()).isEqualTo(429);
        assertThat(late.header("retry-after")).isNotEmpty();
        assertThat(mailbox.links(address)).hasSize(3);

        mailbox.age(address, "58 minutes");
        mailbox.forgetAttempts(address);
        Page inTheNextHour = browser.post("/sign-in/link", "email", address);
        assertThat(inTheNextHour.status()).as("in the next full hour").isEqualTo(429);
        assertThat(Integer.parseInt(inTheNextHour.header("retry-after"))).isBetween(1, 121);
        assertThat(mailbox.links(address)).hasSize(3);

        mailbox.age(address, "3 minutes");
        assertThat(browser.post("/sign-in/link", "email", address).status())
                .as("an hour later")
                .isEqualTo(200);
    }

    @Test
    void whatIsRefusedDoesNotCountAgainstTheLinksOfTheDay() {
        for (int asked = 0; asked < 3; asked++) {
            assertThat(browser.post("/sign-up", "email", address).status()).isEqualTo(200);
        }
        for (int refused = 0; refused < 8; refused++) {
            assertThat(browser.post("/sign-up", "email", address).status()).isEqualTo(429);
        }

        mailbox.age(address, "61 minutes");
        mailbox.forgetAttemptsOfTheHour(address);
        assertThat(browser.post("/password", "email", address).status()).isEqualTo(200);
        assertThat(mailbox.links(address)).hasSize(4);
    }

    @Test
    void whoPressesTheButtonOfALinkTwiceGetsOn() {
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);
        browser.get(link);
        TestBrowser stranger = new TestBrowser(api);
        stranger.get(link);

        List<Page> answers = IntStream.range(0, 4)
                .parallel()
                .mapToObj(again -> browser.at(api).post(link, "firstName", "Ada", "password", PASSWORD))
                .toList();

        assertThat(answers).extracting(Page::status, Page::location).containsOnly(tuple(303, "/"));
        assertThat(mailbox.count("account", address)).isOne();
        TestBrowser again = browser.at(api);
        assertThat(again.post(link, "password", "another violin canal").location())
                .isEqualTo("/");
        assertThat(again.get("/me").text()).contains("Ada", address);
        assertThat(signIn(new TestBrowser(api), PASSWORD).status())
                .as("the first password")
                .isEqualTo(303);
        assertThat(stranger.post(link, "password", PASSWORD).status())
                .as("another browser")
                .isEqualTo(410);
        assertThat(new TestBrowser(api).post(link, "password", PASSWORD).status())
                .isEqualTo(410);
        assertThat(browser.get(link).status()).as("opened once more").isEqualTo(410);
        assertThat(again.get(link).text())
                .as("who is signed in")
                .contains("<p><a href=\"/me\">Your account</a></p>")
                .doesNotContain("??");
        assertThat(stranger.get(link).text()).doesNotContain("href=\"/me\"");

        mailbox.usedAMinuteEarlier(address);
        assertThat(browser.at(api).post(link, "password", PASSWORD).status())
                .as("later")
                .isEqualTo(410);
    }

    @Test
    void whoSendsAnotherPasswordTwiceGetsOn() {
        signUp();
        TestBrowser other = new TestBrowser(api);
        other.post("/password", "email", address);
        String link = mailbox.link(address);
        other.get(link);
        TestBrowser twice = other.at(api);

        for (TestBrowser one : List.of(other, twice)) {
            Page saved = one.post(link, "password", "another violin canal");
            assertThat(saved.location()).isEqualTo("/me?done=password");
            assertThat(one.get(saved.location()).text())
                    .contains("role=\"status\"", "Your new password is saved.")
                    .doesNotContain("??");
        }
        assertThat(browser.get("/me").location()).isEqualTo("/sign-in");
    }
}
