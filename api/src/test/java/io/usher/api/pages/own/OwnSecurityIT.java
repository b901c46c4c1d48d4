package io.usher.api.pages.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.pages.PersonScenario;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords, sessions, and what takes a recent sign-in. */
class OwnSecurityIT extends PersonScenario {

    @Test
    void whoSeesWhereTheyAreSignedInEndsOneOrAllOthers() {
        TestBrowser second = new TestBrowser(api);
        second.post(mailedLink(second));
        TestBrowser third = new TestBrowser(api);
        third.post(mailedLink(third));
        NewAccount stranger = NewAccount.on(api);
        String page = person.browser().get("/me/security").text();
        assertThat(page).contains("This browser:", "Sign out everywhere else").doesNotContain("??");
        List<String> ends = ends(page);
        assertThat(ends).hasSize(2);

        assertThat(stranger.browser().post(ends.getFirst()).location()).isEqualTo("/me/security");
        assertThat(List.of(second.get("/me").status(), third.get("/me").status()))
                .as("nobody else ends them")
                .containsOnly(200);
        assertThat(person.browser().post(ends.getFirst()).location()).isEqualTo("/me/security");
        assertThat(List.of(second.get("/me").status(), third.get("/me").status()))
                .containsExactlyInAnyOrder(200, 303);

        person.browser().post("/me/security/sessions/end-others");
        assertThat(List.of(second.get("/me").status(), third.get("/me").status()))
                .containsOnly(303);
        assertThat(person.browser().get("/me/security").text()).doesNotContain("Sign out everywhere else");
        assertThat(stranger.browser().get("/me").status()).isEqualTo(200);
    }

    private static List<String> ends(String page) {
        return Pattern.compile("action=\"(/me/security/sessions/[0-9a-f]{64}/end)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void anotherPasswordEndsAllOtherSessionsAndTakesARecentSignIn() {
        TestBrowser second = new TestBrowser(api);
        second.post(mailedLink(second));
        assertThat(person.browser()
                        .post("/me/security/password", "password", "short")
                        .text())
                .contains("at least 8");

        assertThat(person.browser()
                        .post("/me/security/password", "password", PASSWORD)
                        .location())
                .isEqualTo("/me/security?done=password");
        assertThat(person.browser().get("/me/security?done=password").text())
                .contains("role=\"status\"", "Your new password is saved.")
                .doesNotContain("??");
        assertThat(person.browser().get("/me/security?done=nothing").text()).doesNotContain("role=\"status\"", "??");

        assertThat(second.get("/me").location()).isEqualTo("/sign-in");
        assertThat(person.browser().get("/me").status()).isEqualTo(200);
        assertThat(second.post("/sign-in", "email", person.address(), "password", PASSWORD)
                        .status())
                .isEqualTo(303);

        signedInAnHourAgo();
        assertThat(second.get("/me/security").text())
                .contains("within the last 15 minutes", "action=\"/sign-in\"")
                .doesNotContain("action=\"/me/security/password\"", "??");
        assertThat(second.post("/me/security/password", "password", "yet another violin")
                        .location())
                .isEqualTo("/me/security");
        assertThat(new TestBrowser(api)
                        .post("/sign-in", "email", person.address(), "password", PASSWORD)
                        .status())
                .as("it is the same")
                .isEqualTo(303);
    }

    @Test
    void whoHasNoPasswordSignsInAgainByMailOrAtAProviderAndComesBack() {
        api.execute("update directory.account set password_hash = null where address = ?", person.address());
        api.execute(
                "update directory.session set authenticated_at = now() where account_id ="
                        + " (select id from directory.account where address = ?)",
                person.address());
        await().untilAsserted(() ->
                assertThat(person.browser().get("/me").text()).contains("action=\"/me/security/password\""));

        signedInAnHourAgo();

        assertThat(person.browser().get("/me").text())
                .contains("<a href=\"/me/security\">Choose a password</a>")
                .doesNotContain("action=\"/me/security/password\"", "??");
        assertThat(person.browser().get("/me/delete").text())
                .contains("action=\"/sign-in/link\"", "href=\"/sign-in/with/stub\"")
                .doesNotContain("action=\"/sign-in\"", "??");
        assertThat(person.browser().get("/me/security").text())
                .contains("action=\"/sign-in/link\"", "href=\"/sign-in/with/stub\"")
                .doesNotContain("action=\"/sign-in\"", "??");
        assertThat(person.browser().post(mailedLink(person.browser())).location())
                .isEqualTo("/me/security");
        assertThat(person.browser().get("/me/security").text()).contains("action=\"/me/security/password\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/me/security", "/me/delete"})
    void whoHasToSignInAgainComesBackThoughAnInvitationWasOpenedBefore(String page) {
        signedInAnHourAgo();
        person.browser().get(path(Map.of("name", "Spring")));
        assertThat(person.browser().cookie("usher-invitation")).isNotNull();
        person.browser().get(page);

        assertThat(person.browser().post(mailedLink(person.browser())).location())
                .isEqualTo(page);
    }

    @Test
    void deletingTakesARecentSignIn() {
        signedInAnHourAgo();

        Page refused = person.browser().post("/me/delete", "email", person.address());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("within the last 15 minutes").doesNotContain("??");
        assertThat(mailbox.count("account", person.address())).isOne();
    }

    /** And waits until that is known. */
    private void signedInAnHourAgo() {
        api.execute("""
                update directory.session set authenticated_at = now() - interval '1 hour'
                where account_id = (select id from directory.account where address = ?)""", person.address());
        await().until(() -> person.browser().get("/me/security").status() == 303
                || person.browser().get("/me/security").text().contains("within the last 15 minutes"));
    }
}
