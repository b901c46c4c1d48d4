package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.standalone.SharedKeycloak;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People sign in at their company's issuer, which is believed for addresses of one domain. */
class SigningInAtKeycloakIT extends BrowserScenario {

    private static final Duration TOLD_WITHIN = Duration.ofMinutes(1);
    private static final String LABEL = SharedKeycloak.LABEL;

    @BeforeAll
    static void awaitProvider() {
        var unused = SharedKeycloak.of(usher);
    }

    @Test
    void theFirstSignInMakesTheAccountTheNextFindsItAndSigningOutLeadsToBoth() {
        String email = "ada@believed.example";
        Visitor ada = visitor().open("/sign-in").picture("sign-in-with").isAccessible();
        signIn(ada, "ada").headed(text("me.title")).sees(email);
        ada.open("/me/profile");
        assertThat(ada.page().locator("#firstName")).hasValue("Ada");
        ada.open("/me/security")
                .sees(text("identity.text", LABEL, email))
                .picture("identities")
                .isAccessible();

        Visitor phone = visitor(Look.PHONE).open("/sign-in");
        signIn(phone, "ada").headed(text("me.title")).sees(email);
        Assertions.assertThat(count("account", "address", email)).isOne();
        Assertions.assertThat(count("identity", "email_at_link", email)).isOne();

        ada.submit("/sign-out").headed(text("signed-out.title")).sees(text("signed-out.there.text", LABEL));
        ada.picture("signed-out-here").isAccessible();
        ada.open("/sign-in").press(text("provider.button", LABEL)).headed(text("me.title"));
        ada.submit("/sign-out").follow(text("signed-out.there", LABEL));
        ada.page().locator("#kc-logout").click();
        assertThat(ada.page().locator("#kc-page-title")).containsText("logged out");
        ada.open("/sign-in").press(text("provider.button", LABEL));
        assertThat(ada.page().locator("#kc-login")).isVisible();
    }

    @Test
    void anAccountWithAPasswordIsLinkedAtOnceWhereTheIssuerIsBelieved() {
        String email = "grace@believed.example";
        var unused = member(organization("Acme Academy", 5), email, "\"roles\": [\"learner\"]");

        Visitor grace = visitor().open("/sign-in");
        signIn(grace, "grace").headed(text("me.title")).sees("Acme Academy");

        grace.open("/me/security").sees(text("identity.text", LABEL, email));
        Assertions.assertThat(count("account", "address", email)).isOne();
        await("the owner is told")
                .atMost(TOLD_WITHIN)
                .until(() -> mailbox(email).subjects().contains("There is a new way to sign in to your account"));
    }

    @Test
    void anAccountOfAnotherDomainIsLinkedByTheMailboxAloneInTheSameBrowser() {
        String email = "alan@elsewhere.example";
        var unused = member(organization("Acme Academy", 5), email, "\"roles\": [\"learner\"]");
        Visitor alan = visitor().open("/sign-in");

        signIn(alan, "alan").headed(text("sent.title")).sees(text("provider.sent", email));
        alan.picture("sent-to-identity").isAccessible();
        Assertions.assertThat(alan.cookie(Forms.SESSION_COOKIE)).isNull();
        Assertions.assertThat(count("identity", "email_at_link", email)).isZero();
        String link = mailbox(email).link("", "/proof/");
        Visitor other = visitor(Look.PHONE).open(link).sees(text("provider.other-browser.text"));
        other.picture("other-browser").isAccessible();

        alan.open(link)
                .sees(text("proof.identity.text", email, LABEL))
                .picture("proof-identity")
                .isAccessible();
        alan.press(text("proof.sign-in.button")).headed(text("me.title")).sees("Acme Academy");
        alan.open("/me/security").sees(text("identity.text", LABEL, email));
        Assertions.assertThat(count("account", "address", email)).isOne();
    }

    @Test
    void anAddressThatTheIssuerHasNotVerifiedHasNoAccountBeforeItsMailboxHasConfirmedIt() {
        String email = "edsger@believed.example";
        Visitor edsger = visitor().open("/sign-in");

        signIn(edsger, "edsger").headed(text("sent.title"));
        Assertions.assertThat(count("account", "address", email)).isZero();

        edsger.open(mailbox(email).link("", "/proof/")).press(text("proof.sign-in.button"));
        edsger.headed(text("me.title")).sees(email);
        Assertions.assertThat(count("account", "address", email)).isOne();
    }

    /** From a page with the button of the issuer, which asks for name and password. */
    private static Visitor signIn(Visitor visitor, String name) {
        visitor.press(text("provider.button", LABEL));
        visitor.page().locator("#username").fill(name);
        visitor.page().locator("#password").fill(SharedKeycloak.PASSWORD);
        visitor.page().locator("#kc-login").click();
        return visitor;
    }

    private static int count(String table, String column, String email) {
        return JdbcClient.create(usher.place().database())
                .sql("select count(*) from directory.%s where %s = ?".formatted(table, column))
                .param(email)
                .query(Integer.class)
                .single();
    }
}
