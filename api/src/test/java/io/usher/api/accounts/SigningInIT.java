package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.testing.TestServers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** Accounts and sessions, from outside and over HTTP. */
class SigningInIT extends SigningInScenario {

    private static final String RETURN = "usher-return";

    @Test
    void whoProvesAnAddressHasAnAccountAndSignsOutAndInAgain() {
        signUp();
        assertThat(browser.get("/me").text()).contains("Ada Lovelace", address);
        String first = browser.cookie(SESSION);

        Page out = browser.post("/sign-out");
        assertThat(out.location()).isEqualTo("/signed-out");
        assertThat(browser.cookie(SESSION)).isNull();
        assertThat(browser.get("/me").location()).isEqualTo("/sign-in");

        Page in = signIn(browser, PASSWORD);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.headers().getOrDefault("set-cookie", List.of()))
                .first()
                .asString()
                .contains("usher-session=", "HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Max-Age", "Domain");
        assertThat(browser.cookie(SESSION)).isNotEqualTo(first);
        assertThat(browser.get("/me").status()).isEqualTo(200);
    }

    @Test
    void whoAsksForAPageSignsInAndIsLedBackToIt() {
        signUp();
        browser.post("/sign-out");
        String page = "/console/acme/people?q=ada%40example.com&state=ended";

        assertThat(browser.get(page).location()).isEqualTo("/sign-in");
        assertThat(signIn(browser, "wrong password").status()).isEqualTo(422);
        assertThat(signIn(browser, PASSWORD).location()).isEqualTo(page);
        browser.post("/sign-out");
        assertThat(signIn(browser, PASSWORD).location()).as("once").isEqualTo("/");
        browser.post("/sign-out");

        browser.get("/a/" + UUID.randomUUID());
        assertThat(browser.get("/sign-in").status()).isEqualTo(200);
        assertThat(signIn(browser, PASSWORD).location()).startsWith("/a/");
        browser.post("/sign-out");
        browser.get(page);
        browser.plant("usher-invitation", "spring");
        assertThat(signIn(browser, PASSWORD).location())
                .as("an invitation comes first")
                .isEqualTo("/i/spring/join");
    }

    @Test
    void whoTypesAWrongPasswordFindsTheirAddressInBothForms() {
        String wrong = signIn(browser, "wrong password").text();

        assertThat(wrong.split("value=\"" + address + "\"", -1)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-up", "/password"})
    void whoHasALinkMailedFindsTheWayBackToTheForm(String form) {
        assertThat(browser.post(form, "email", address).text())
                .contains("<a href=\"" + form + "\">Back to the form</a>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in/link", "/password", "/sign-up"})
    void whoAsksForAPageAndSignsInByAMailedLinkIsLedBackToIt(String form) {
        signUp();
        browser.post("/sign-out");
        browser.get("/console/acme/people");
        browser.post(form, "email", address);

        Page in = browser.post(mailbox.link(address), "password", "another violin canal");

        assertThat(in.location()).isEqualTo("/console/acme/people");
        assertThat(browser.cookie(RETURN)).isNull();
        assertThat(browser.get("/me").status()).isEqualTo(200);
    }

    @Test
    void whoAsksForAPageAndSignsUpIsLedToIt() {
        browser.get("/console/acme/people");
        browser.post("/sign-up", "email", address);

        Page created = browser.post(mailbox.link(address), "firstName", "Ada", "password", PASSWORD);

        assertThat(created.location()).isEqualTo("/console/acme/people");
        assertThat(browser.cookie(RETURN)).isNull();
    }

    @Test
    void whoSignsOutLeavesNoPageToWhoeverSignsInNext() {
        signUp();
        browser.post("/sign-out");
        browser.get("/console/acme/people");
        assertThat(browser.cookie(RETURN)).isNotNull();

        browser.post("/sign-out");

        assertThat(browser.cookie(RETURN)).isNull();
        assertThat(signIn(browser, PASSWORD).location()).isEqualTo("/");
    }

    @Test
    void aFileIsNotWhereSomebodyIsLedBackTo() {
        signUp();
        browser.post("/sign-out");
        assertThat(browser.get("/console/acme/audit.csv").location()).isEqualTo("/sign-in");
        assertThat(signIn(browser, PASSWORD).location()).isEqualTo("/");
    }

    @Test
    void aWrongPasswordOpensNothingAndFiveOfThemAreEnoughForAWhile() {
        signUp();
        AttemptWindow.awaitRoom();
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
    void whatIsRefusedDoesNotCountAgainstThePasswordsOfTheDay() {
        signUp();
        AttemptWindow.awaitRoom();
        for (int tries = 0; tries < 5; tries++) {
            assertThat(signIn(new TestBrowser(api), "wrong password").status()).isEqualTo(422);
        }
        for (int refused = 0; refused < 16; refused++) {
            assertThat(signIn(new TestBrowser(api), "wrong password").status()).isEqualTo(429);
        }

        mailbox.forgetPasswordsOfTheHour(address);
        assertThat(signIn(new TestBrowser(api), PASSWORD).status()).isEqualTo(303);
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
        assertThat(thief.get("/me").location()).isEqualTo("/sign-in");
    }

    @Test
    void whoSignsInAnewLeavesTheSessionBefore() {
        signUp();
        TestBrowser thief = browser.at(api);
        assertThat(thief.get("/me").status()).isEqualTo(200);

        assertThat(signIn(browser, PASSWORD).status()).isEqualTo(303);

        assertThat(thief.get("/me").location()).isEqualTo("/sign-in");
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

            assertThat(stolen.get("/me").location()).isEqualTo("/sign-in");
            await().until(() -> there.get("/me").status() == 303);
        }
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

    @ParameterizedTest
    @CsvSource({
        "de-AT, de, Dazu haben Sie keine Berechtigung",
        "'it, de;q=0.5', de, Dazu haben Sie keine Berechtigung",
        "ja-JP, ja, この操作は許可されていません",
        "it, en, You do not have permission",
        "x;q=y, en, You do not have permission"
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
