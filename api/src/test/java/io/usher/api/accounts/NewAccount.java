package io.usher.api.accounts;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import java.util.UUID;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Somebody who has just proven their address and is signed in. */
public record NewAccount(RunningApi api, String address, TestBrowser browser) {

    static final String SESSION = "usher-session";

    public static NewAccount on(RunningApi api) {
        NewAccount account = new NewAccount(api, "p-" + UUID.randomUUID() + "@example.com", new TestBrowser(api));
        account.served("/sign-up", "email", account.address);
        account.served(new Mailbox(api).link(account.address), "password", SigningInIT.PASSWORD);
        assertThat(account.browser.cookie(SESSION)).isNotNull();
        return account;
    }

    private void served(String path, String... fields) {
        var unused = RunningApi.served(() -> browser.post(path, fields), Page::status);
    }

    /** Calls the API as the pages of the site do. */
    public WebTestClient page() {
        return withCookie()
                .mutate()
                .defaultHeader("Sec-Fetch-Site", "same-origin")
                .build();
    }

    /** Calls it with the session alone. */
    WebTestClient withCookie() {
        return api.anonymous()
                .mutate()
                .defaultCookie(SESSION, requireNonNull(browser.cookie(SESSION)))
                .build();
    }
}
