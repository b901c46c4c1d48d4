package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.contract.event.ProofPurpose;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** Accounts, sessions and proofs, from outside and over HTTP. */
class SigningInIT {

    static final String PASSWORD = "violin canal eleven";
    private static final String SESSION = "usher-session";

    private final RunningApi api = RunningApi.shared();
    private final Mailbox mailbox = new Mailbox(api);
    private final String address = "ada-" + UUID.randomUUID() + "@example.com";
    private final TestBrowser browser = new TestBrowser(api);

    private void signUp() {
        assertThat(browser.post("/sign-up", "email", address).status()).isEqualTo(200);
        Page created =
                browser.post(mailbox.link(address), "firstName", "Ada", "lastName", "Lovelace", "password", PASSWORD);
        assertThat(created.status()).isEqualTo(303);
        assertThat(created.location()).isEqualTo("/me");
    }

    private Page signIn(TestBrowser in, String password) {
        return in.post("/sign-in", "email", address, "password", password);
    }

    @Test
    void whoProvesAnAddressHasAnAccountAndSignsOutAndInAgain() {
        signUp();
        assertThat(browser.get("/me").text()).contains("Ada Lovelace", address);
        String first = browser.cookie(SESSION);

        Page out = browser.post("/sign-out");
        assertThat(out.location()).isEqualTo("/signed-out");
        assertThat(browser.cookie(SESSION)).isNull();
        assertThat(browser.get("/me").status()).isEqualTo(401);

        Page in = signIn(browser, PASSWORD);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("set-cookie"))
                .contains("usher-session=", "HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Max-Age", "Domain");
        assertThat(browser.cookie(SESSION)).isNotEqualTo(first);
        assertThat(browser.get("/me").status()).isEqualTo(200);
    }

    @Test
    void aWrongPasswordOpensNothingAndFiveOfThemAreEnoughForAWhile() {
        signUp();
        TestBrowser stranger = new TestBrowser(api);
        for (int tries = 0; tries < 5; tries++) {
            assertThat(signIn(stranger, "wrong password " + tries).status()).isEqualTo(422);
        }
        Page late = signIn(stranger, PASSWORD);
        assertThat(late.status()).isEqualTo(429);
        assertThat(Long.parseLong(late.header("retry-after"))).isBetween(1L, 900L);
        assertThat(stranger.cookie(SESSION)).isNull();
    }

    @Test
    void aPasswordThatIsRightClearsTheWrongOnes() {
        signUp();
        for (int rounds = 0; rounds < 3; rounds++) {
            for (int tries = 0; tries < 3; tries++) {
                assertThat(signIn(new TestBrowser(api), "wrong password").status())
                        .isEqualTo(422);
            }
            assertThat(signIn(new TestBrowser(api), PASSWORD).status()).isEqualTo(303);
        }
    }

    @Test
    void aCookieThatSomebodyPlantedIsNotAdopted() {
        signUp();
        TestBrowser victim = new TestBrowser(api);
        String planted = "p".repeat(43);
        victim.plant(SESSION, planted);
        assertThat(signIn(victim, PASSWORD).status()).isEqualTo(303);

        assertThat(victim.cookie(SESSION)).isNotEqualTo(planted);
        TestBrowser thief = new TestBrowser(api);
        thief.plant(SESSION, planted);
        assertThat(thief.get("/me").status()).isEqualTo(401);
    }

    @Test
    void whoSignsInAnewLeavesTheSessionBefore() {
        signUp();
        TestBrowser thief = browser.at(api);
        assertThat(thief.get("/me").status()).isEqualTo(200);

        assertThat(signIn(browser, PASSWORD).status()).isEqualTo(303);

        assertThat(thief.get("/me").status()).isEqualTo(401);
        assertThat(browser.get("/me").status()).isEqualTo(200);
    }

    @Test
    void aSessionIsGoodAtEveryInstanceAndEndsAtAllOfThem() {
        try (RunningApi one = RunningApi.start(TestServers.freshDatabase());
                RunningApi other = RunningApi.start(one.database())) {
            TestBrowser here = new TestBrowser(one);
            here.post("/sign-up", "email", address);
            here.post(new Mailbox(one).link(address), "password", PASSWORD);
            TestBrowser there = here.at(other);
            assertThat(there.get("/me").status()).isEqualTo(200);

            TestBrowser stolen = here.at(one);
            here.post("/sign-out");

            assertThat(stolen.get("/me").status()).isEqualTo(401);
            await().atMost(Duration.ofSeconds(5)).until(() -> there.get("/me").status() == 401);
        }
    }

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
        assertThat(browser.get(link).status()).isEqualTo(410);
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
        assertThat(other.get(link).text()).contains("Sign in and go on");

        assertThat(other.post(link).location()).isEqualTo("/me");

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
        assertThat(browser.get("/me").status()).isEqualTo(401);
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
    }

    @Test
    void pagesSayWhatTheyLoadAndAreNotKept() {
        Page page = browser.get("/sign-in");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-security-policy"))
                .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'");
        assertThat(page.header("referrer-policy")).isEqualTo("same-origin");
        assertThat(page.header("cross-origin-opener-policy")).isEqualTo("same-origin");
        assertThat(page.header("cache-control")).contains("no-store");
        assertThat(page.header("set-cookie")).isEmpty();
        assertThat(page.text()).doesNotContain("<script>", "<style", "style=", "??", "onclick");
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

        assertThat(answers).extracting(Page::status, Page::location).containsOnly(tuple(303, "/me"));
        assertThat(mailbox.count("account", address)).isOne();
        TestBrowser again = browser.at(api);
        assertThat(again.post(link, "password", "another violin canal").location())
                .isEqualTo("/me");
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

        assertThat(other.post(link, "password", "another violin canal").location())
                .isEqualTo("/me");
        assertThat(twice.post(link, "password", "another violin canal").location())
                .isEqualTo("/me");

        assertThat(twice.get("/me").status()).isEqualTo(200);
        assertThat(browser.get("/me").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "de-AT, de, Das dürfen Sie nicht",
        "'it, de;q=0.5', de, Das dürfen Sie nicht",
        "ja-JP, ja, この操作は許可されていません",
        "it, en, You may not do this",
        "x;q=y, en, You may not do this"
    })
    void aFormOfAnotherSiteIsRefusedOnAPageInThePersonsLanguage(String asked, String language, String title) {
        EntityExchangeResult<String> refused = api.anonymous()
                .post()
                .uri("/sign-out")
                .header("Origin", "https://evil.example")
                .header("Accept-Language", asked)
                .exchange()
                .expectBody(String.class)
                .returnResult();

        assertThat(refused.getStatus().value()).isEqualTo(403);
        assertThat(refused.getResponseHeaders().getContentType()).hasToString("text/html;charset=UTF-8");
        assertThat(refused.getResponseHeaders().getFirst("Content-Security-Policy"))
                .contains("default-src 'none'");
        assertThat(refused.getResponseBody()).contains("<html lang=\"" + language + "\">", "<h1>" + title + "</h1>");
    }

    @Test
    void aFormOfAnotherSiteSignsNobodyOut() {
        signUp();
        int status = api.anonymous()
                .post()
                .uri("/sign-out")
                .header("Origin", "https://evil.example")
                .cookie(SESSION, String.valueOf(browser.cookie(SESSION)))
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();

        assertThat(status).isEqualTo(403);
        assertThat(browser.get("/me").status()).isEqualTo(200);
    }
}
