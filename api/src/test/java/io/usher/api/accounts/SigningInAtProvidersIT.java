package io.usher.api.accounts;

import static io.usher.api.Patience.LATER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import io.usher.api.StubIssuer;
import io.usher.api.StubIssuer.Signature;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.contract.event.AccountEvent.AccountCreated;
import io.usher.contract.event.AccountEvent.AccountIdentityLinked;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in at an OpenID Connect issuer, and what a dishonest one or a dishonest browser gets. */
class SigningInAtProvidersIT extends ProviderScenario {

    @Test
    void theFirstSignInMakesTheAccountAndTheNextFindsIt() {
        Page asked = browser.get(BEGIN);
        assertThat(asked.status()).isEqualTo(303);
        assertThat(asked.location())
                .startsWith(issuer.name() + "/authorize?")
                .contains("code_challenge_method=S256", "nonce=", "state=", "scope=openid");
        assertThat(asked.header("set-cookie")).contains("usher-sign-in=", "HttpOnly", "SameSite=Lax", "Max-Age=600");

        Page in = browser.get(issuer.signedIn(asked.location(), Signature.ITS_OWN, ada(address)));

        assertThat(in.status()).as(in.text()).isEqualTo(303);
        assertThat(in.location()).isEqualTo("/");
        assertThat(browser.cookie("usher-sign-in")).isNull();
        assertThat(browser.cookie("SESSION")).isNull();
        assertThat(browser.get("/me").text()).contains("Ada Lovelace", address);
        assertThat(browser.get("/me/security").text()).contains(address, "Stub &amp; Sons");
        await().atMost(LATER)
                .untilAsserted(() -> assertThat(events(address))
                        .hasExactlyElementsOfTypes(AccountCreated.class, AccountIdentityLinked.class));

        TestBrowser other = new TestBrowser(api);
        assertThat(signIn(other, ada(address)).location()).isEqualTo("/");
        assertThat(other.get("/me").text()).contains(address);
        assertThat(mailbox.count("account", address)).isOne();
        assertThat(identities()).isOne();
    }

    @Test
    void aChangedAddressAtTheIssuerChangesNothing() {
        signIn(browser, ada(address));
        String changed = "other-" + address;

        TestBrowser other = new TestBrowser(api);
        assertThat(signIn(other, ada(changed)).status()).isEqualTo(303);

        assertThat(other.get("/me").text()).contains(address).doesNotContain(changed);
        assertThat(mailbox.count("account", changed)).isZero();
    }

    @Test
    void anAccountThatExistsIsLinkedIfTheIssuerIsBelievedForItsAddressAndItsOwnerIsTold() {
        signUp(address);

        TestBrowser other = new TestBrowser(api);
        assertThat(signIn(other, ada(address)).status()).isEqualTo(303);

        assertThat(other.get("/me/security").text()).contains(address, "Stub &amp; Sons");
        assertThat(mailbox.count("account", address)).isOne();
        await().atMost(LATER)
                .untilAsserted(() -> assertThat(events(address))
                        .hasExactlyElementsOfTypes(AccountCreated.class, AccountIdentityLinked.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foreign.example", "sub." + StubIssuer.BELIEVED, "not-verified"})
    void anAddressForWhichTheIssuerIsNotBelievedIsProvenByMailFirst(String domain) {
        boolean unverified = domain.equals("not-verified");
        String email = unverified ? address : "ada-" + subject + "@" + domain;
        Consumer<JWTClaimsSet.Builder> claims =
                ada(email).andThen(all -> all.claim("email_verified", unverified ? "true" : true));

        Page sent = signIn(browser, claims);

        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.text()).contains("Check your email", email, "in this browser");
        assertNobodyIsIn(browser);
        assertThat(mailbox.count("account", email)).isZero();

        String link = mailbox.link(email);
        assertThat(browser.get(link).text()).contains("Stub &amp; Sons", "<button");
        Page in = browser.post(link);
        assertThat(in.location()).isEqualTo("/");
        assertThat(browser.get("/me").text()).contains("Ada Lovelace", email);
        assertThat(signIn(new TestBrowser(api), claims).location()).isEqualTo("/");
    }

    private void assertNobodyIsIn(TestBrowser in) {
        assertThat(in.cookie(NewAccount.SESSION)).isNull();
        assertThat(identities()).isZero();
    }

    @Test
    void whoHasSomebodyElsesAddressProvenGetsNothingIfTheyOpenTheLink() {
        String victim = "victim-" + subject + "@example.com";
        signUp(victim);
        TestBrowser attacker = new TestBrowser(api);
        assertThat(signIn(attacker, ada(victim)).status()).isEqualTo(200);
        String link = mailbox.link(victim);

        Page opened = browser.get(link);
        assertThat(opened.text()).contains("only in the browser").doesNotContain("action=\"/proof");
        assertThat(browser.post(link).status()).isEqualTo(409);

        assertNobodyIsIn(attacker);
        assertThat(signIn(attacker, ada(victim)).status()).isEqualTo(200);
        assertNobodyIsIn(attacker);
        assertThat(browser.get("/me/security").text()).doesNotContain("linked as");
    }

    @Test
    void withoutAnAddressThereIsNoAccount() {
        Page refused = signIn(browser, claims -> claims.subject(subject));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("did not give us your address");
        assertNobodyIsIn(browser);
    }

    enum Trick {
        NONCE(claims -> claims.claim("nonce", "another")),
        NO_NONCE(claims -> claims.claim("nonce", null)),
        AUDIENCE(claims -> claims.audience("another-client")),
        ISSUER(claims -> claims.issuer("https://id.example.com")),
        EXPIRED(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)))),
        FOREIGN_KEY(claims -> {}),
        UNSIGNED(claims -> {});

        private final Consumer<JWTClaimsSet.Builder> change;

        Trick(Consumer<JWTClaimsSet.Builder> change) {
            this.change = change;
        }

        Signature signature() {
            return switch (this) {
                case FOREIGN_KEY -> Signature.FOREIGN;
                case UNSIGNED -> Signature.NONE;
                default -> Signature.ITS_OWN;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatIsNotWhatWasAskedForSignsNobodyIn(Trick trick) {
        Page refused = browser.get(issuer.signedIn(
                browser.get(BEGIN).location(), trick.signature(), ada(address).andThen(trick.change)));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("You were not signed in");
        assertNobodyIsIn(browser);
        assertThat(mailbox.count("account", address)).isZero();
        assertThat(mailbox.links(address)).isEmpty();
    }

    @Test
    void anAnswerIsGoodForTheBrowserThatAskedAndOnce() {
        String asked = browser.get(BEGIN).location();
        String answer = issuer.signedIn(asked, Signature.ITS_OWN, ada(address));
        TestBrowser again = browser.at(api);
        TestBrowser stranger = new TestBrowser(api);

        assertThat(stranger.get(answer).status()).as("no question").isEqualTo(400);
        stranger.get(BEGIN);
        assertThat(stranger.get(answer).status()).as("another question").isEqualTo(400);
        assertThat(browser.at(api)
                        .get(answer.replaceAll("state=.*", "state=guessed"))
                        .status())
                .as("another state")
                .isEqualTo(400);
        assertThat(browser.at(api).get(answer.replaceAll("&state=.*", "")).status())
                .as("no state")
                .isEqualTo(400);
        TestBrowser forger = browser.at(api);
        forger.plant("usher-sign-in", flipped(requireNonNull(browser.cookie("usher-sign-in"))));
        assertThat(forger.get(answer).status()).as("another cookie").isEqualTo(400);
        assertNobodyIsIn(stranger);

        assertThat(browser.get(answer).status()).isEqualTo(303);
        assertThat(browser.get(answer).status()).as("no question any more").isEqualTo(400);
        assertThat(again.get(answer).status()).as("the same code").isEqualTo(400);
        assertThat(again.cookie(NewAccount.SESSION)).isNull();
    }

    private static String flipped(String cookie) {
        return (cookie.startsWith("A") ? "B" : "A") + cookie.substring(1);
    }

    @Test
    void whoCancelsAtTheProviderIsToldSo() {
        String state = issuer.signedIn(browser.get(BEGIN).location(), Signature.ITS_OWN, ada(address))
                .replaceAll(".*&state=", "&state=");

        Page cancelled = browser.get(BEGIN + "/return?error=access_denied" + state);

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text()).contains("You did not sign in");
        assertNobodyIsIn(browser);
    }

    @Test
    void aProviderThatIsAwayFailsWithASentenceAndEverythingElseWorks() {
        Page page = browser.get("/sign-in");
        assertThat(page.text())
                .contains("href=\"/sign-in/with/stub\"", "Sign in with Stub &amp; Sons", "href=\"/sign-in/with/away\"");

        Page away = browser.get("/sign-in/with/away");
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.text()).contains("does not work at present");
        assertThat(browser.get("/sign-in/with/nobody").status()).isEqualTo(404);
        assertThat(browser.get("/sign-in/with/nobody/return?code=1&state=2").status())
                .isEqualTo(400);
        assertThat(signIn(browser, ada(address)).status()).isEqualTo(303);
    }

    @Test
    void theInvitationThatSomebodyHadOpenedLeadsOn() {
        browser.plant("usher-invitation", "spring-challenge");

        assertThat(signIn(browser, ada(address)).location()).isEqualTo("/i/spring-challenge/join");
    }

    @Test
    void whoSignsOutFindsTheWayToSignOutAtTheProviderToo() {
        signIn(browser, ada(address));

        Page out = browser.post("/sign-out");

        assertThat(out.location()).isEqualTo("/signed-out?at=stub");
        assertThat(browser.cookie(NewAccount.SESSION)).isNull();
        assertThat(browser.get(out.location()).text())
                .contains("href=\"" + issuer.name() + "/leave?client_id=usher\"", "Sign out at Stub &amp; Sons too");
        assertThat(browser.get("/signed-out?at=nobody").text()).doesNotContain("id=\"there\"");
        assertThat(browser.get("/signed-out?at=away").status()).isEqualTo(200);
    }
}
