package io.usher.api.accounts;

import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.TestBrowser;
import io.usher.contract.event.AccountEvent.AccountIdentityUnlinked;
import io.usher.contract.event.AccountEvent.AccountPasswordChanged;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The ways to sign in to an account, as its owner adds and removes them: identities at issuers, and a password. */
class WaysToSignInIT extends ProviderScenario {

    private static final Pattern REMOVAL = Pattern.compile("/me/security/identities/[0-9a-f-]{36}/remove");

    @Test
    void whoeverIsSignedInLinksAnIdentityFromTheirOwnPage() {
        signUp(address);
        String page = browser.get("/me/security").text();
        assertThat(page)
                .contains("sign in there once with the address " + address, "href=\"" + BEGIN + "\"")
                .doesNotContain("linked as", "??");

        assertThat(signIn(browser, ada(address)).location()).isEqualTo("/me/security");

        assertThat(browser.get("/me/security").text())
                .contains("linked as " + address, "href=\"/sign-in/with/away\"")
                .doesNotContain("href=\"" + BEGIN + "\"", "??");
    }

    @Test
    void theLastWayToSignInStaysAndAnotherOneCanBeRemoved() {
        signIn(browser, ada(address));
        assertThat(removals()).isEmpty();
        String first = removal();
        assertThat(browser.post(first).status()).isEqualTo(409);
        assertThat(identities()).isOne();

        TestBrowser stranger = NewAccount.on(api).browser();
        assertThat(stranger.post(first).status()).as("somebody else's").isEqualTo(409);

        String second = UUID.randomUUID().toString();
        signIn(new TestBrowser(api), ada(address).andThen(claims -> claims.subject(second)));
        assertThat(removals()).hasSize(2);
        assertThat(browser.post(first).location()).isEqualTo("/me/security");
        assertThat(identities()).isZero();
        assertThat(removals()).isEmpty();
        assertThat(browser.post(removal()).status()).isEqualTo(409);

        browser.post("/me/security/password", "password", SigningInIT.PASSWORD);
        assertThat(browser.post(removals().getFirst()).location()).isEqualTo("/me/security");
        assertThat(removals()).isEmpty();
        await().atMost(LATER)
                .untilAsserted(() -> assertThat(events(address))
                        .filteredOn(AccountIdentityUnlinked.class::isInstance)
                        .hasSize(2));
    }

    /** The form is the one that the page shows to who has none. */
    @Test
    void aFirstPasswordEndsAllOtherSessionsAndItsOwnerIsTold() {
        assertThat(signIn(browser, ada(address)).location()).isEqualTo("/");
        TestBrowser stolen = browser.at(api);
        String form = browser.get("/me").text().replaceAll("(?s).*action=\"(/me/[a-z/]*password)\".*", "$1");

        assertThat(browser.post(form, "password", SigningInIT.PASSWORD).status())
                .isEqualTo(303);

        assertThat(stolen.get("/me").location()).isEqualTo("/sign-in");
        assertThat(browser.get("/me").status()).isEqualTo(200);
        await().atMost(LATER)
                .untilAsserted(
                        () -> assertThat(events(address)).hasAtLeastOneElementOfType(AccountPasswordChanged.class));
    }

    /** As it would be if the page had it. */
    private String removal() {
        return database.sql("""
                        select i.id from directory.identity i join directory.account a on a.id = i.account_id
                        where a.address = :address""")
                .bind("address", address)
                .map(row -> "/me/security/identities/" + row.get(0, UUID.class) + "/remove")
                .one()
                .blockOptional()
                .orElseThrow();
    }

    private List<String> removals() {
        Matcher found = REMOVAL.matcher(browser.get("/me/security").text());
        return found.results().map(match -> match.group()).toList();
    }

    @Test
    void whoSignedInLongAgoRemovesNothing() {
        signUp(address);
        signIn(browser, ada(address));
        Long aged =
                database.sql("""
                        update directory.session set authenticated_at = authenticated_at - interval '16 minutes'
                        where account_id = (select id from directory.account where address = :address)""").bind("address", address).fetch().rowsUpdated().block();
        assertThat(aged).isPositive();

        assertThat(removals()).isEmpty();
        assertThat(browser.post(removal()).status()).isEqualTo(403);
        assertThat(identities()).isOne();
    }
}
