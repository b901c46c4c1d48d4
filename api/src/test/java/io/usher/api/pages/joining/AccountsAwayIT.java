package io.usher.api.pages.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.runtime.links.LinkPurpose;
import io.usher.testing.TestServers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts fail while requests are taken. In a database of its own: who changes a table waits for all who write it. */
class AccountsAwayIT extends JoiningByLinkScenario {

    AccountsAwayIT() {
        super(RunningApi.start(TestServers.freshDatabase()));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void whoseAccountCannotBeCreatedIsToldThatTheRequestIsInAndOpensTheLinkAgain() {
        browser.get(link(LinkPurpose.MAILED, 1));
        TestBrowser other = new TestBrowser(api);
        other.post(path + "/proof", "email", address);
        String mailed = mailbox.link(address);
        api.execute("""
                create function directory.refuse_account() returns trigger language plpgsql
                as 'begin raise exception ''away'' using errcode = ''57P03''; end'""");
        api.execute("create trigger refused before insert on directory.account"
                + " for each row execute function directory.refuse_account()");

        for (Page late :
                List.of(browser.post(path + "/join", "password", PASSWORD), other.post(mailed, "password", PASSWORD))) {
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.header("Retry-After")).isEqualTo("2");
            assertThat(late.text())
                    .contains("Your request is in", "Open the link again in a minute")
                    .doesNotContain("Nothing was changed", "??");
        }
        await().until(this::requested);
        api.execute("drop function directory.refuse_account cascade");

        assertThat(other.post(mailed, "password", PASSWORD).location()).startsWith("/a/");
    }
}
