package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.TestBrowser;
import io.usher.api.accounts.Mailbox;
import io.usher.api.members.MemberRows;
import java.util.UUID;

/** Somebody with a browser that runs no scripts, and a public invitation. */
abstract class JoiningScenario extends AcceptingScenario {

    static final String PASSWORD = "violin canal eleven";

    final Mailbox mailbox = new Mailbox(api.program());
    final MemberRows members = new MemberRows(tables.database());
    final TestBrowser browser = new TestBrowser(api.program());
    final String address = "ada-" + UUID.randomUUID() + "@example.com";
    final TestInvitation invitation = TestInvitation.publicOne().of(organization);
    final String code = tables.invitation(invitation.state());

    final void signUp() {
        browser.post("/sign-up", "email", address);
        assertThat(browser.post(mailbox.link(address), "firstName", "Ada", "password", PASSWORD)
                        .status())
                .isEqualTo(303);
    }
}
