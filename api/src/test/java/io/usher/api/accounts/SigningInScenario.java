package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import java.util.UUID;

/** Somebody with a mailbox and a browser, who has no account at first. */
abstract class SigningInScenario {

    static final String PASSWORD = "violin canal eleven";
    static final String SESSION = "usher-session";

    final RunningApi api = RunningApi.shared();
    final Mailbox mailbox = new Mailbox(api);
    final String address = "ada-" + UUID.randomUUID() + "@example.com";
    final TestBrowser browser = new TestBrowser(api);

    void signUp() {
        assertThat(browser.post("/sign-up", "email", address).status()).isEqualTo(200);
        Page created =
                browser.post(mailbox.link(address), "firstName", "Ada", "lastName", "Lovelace", "password", PASSWORD);
        assertThat(created.status()).isEqualTo(303);
        assertThat(created.location()).isEqualTo("/");
    }

    Page signIn(TestBrowser in, String password) {
        return in.post("/sign-in", "email", address, "password", password);
    }
}
