package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who made invitations and what was done to them since. */
class InvitationHistoryIT extends ConsoleScenario {

    private final String list = home + "/invitations";

    private Answers madeByAdmin() {
        return Answers.post(
                with("admin").page(), path + "/invitations", Map.of("name", "Made " + System.nanoTime(), "quota", 3));
    }

    private Page listed(NewAccount who, Answers made) {
        return who.browser().get(list + "?q=" + made.at("name").replace(" ", "+"));
    }

    @Test
    void theListSaysByWhom() {
        Answers byPerson = madeByAdmin();
        Answers byKey = invitation("name", "By a program " + System.nanoTime());

        assertThat(listed(with("admin"), byPerson).text())
                .contains("by " + with("admin").address())
                .doesNotContain("??");
        assertThat(listed(with("learner-admin"), byPerson).text())
                .contains("by " + with("admin").address());
        assertThat(listed(with("admin"), byKey).text()).contains("by test").doesNotContain("??");
        assertThat(get(page(byPerson)).text()).contains("by " + with("admin").address());
    }

    /** Who was removed from the organization for good is named nowhere in it. */
    @Test
    void whoIsNoMemberAnyMoreHasNoName() {
        NewAccount maker = NewAccount.on(api);
        join(maker, id, "admin");
        Answers made = Answers.post(maker.page(), path + "/invitations", Map.of("name", "Left " + System.nanoTime()));
        assertThat(listed(with("admin"), made).text()).contains("by " + maker.address());

        api.execute("delete from onboarding.member where address = ?", maker.address());

        assertThat(listed(with("admin"), made).text()).contains(made.at("name")).doesNotContain(maker.address());
    }

    @Test
    void aSwitchIsUndoneByOneButton() {
        Answers made = madeByAdmin();
        Page off = post(page(made) + "/status", "tag", field(listed(with("admin"), made), "tag"));

        Page after = get(off.location());
        assertThat(after.text())
                .contains("The invitation is switched off", "<strong>" + made.at("name") + "</strong>")
                .doesNotContain("??");
        String undo = after.text().substring(after.text().indexOf("<strong>" + made.at("name")));
        assertThat(undo.substring(0, undo.indexOf("</form>")))
                .contains("name=\"enabled\" value=\"yes\"", "Undo: switch it on again");

        Page on = post(page(made) + "/status", "tag", field(after, "tag"), "enabled", "yes");
        assertThat(get(on.location()).text()).contains("Undo: switch it off again");
        assertThat(Answers.get(program, made.header("Location")).at("status")).isEqualTo("enabled");
        assertThat(get(list + "?done=disabled&flipped=nonsense").status()).isEqualTo(200);
    }

    @Test
    void whoMayNotReadTheLogIsToldWhoWasFasterTo() {
        Answers made = madeByAdmin();
        NewAccount inviter = with("learner-admin");
        String tag = field(listed(inviter, made), "tag");
        post(page(made) + "/status", "tag", tag);

        Page late = inviter.browser().post(page(made) + "/status", "tag", tag);

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.text())
                .contains("Changed last by: " + with("admin").address(), "aria-checked=\"false\"")
                .doesNotContain("??");
    }

    @Test
    void thePageHasTheHistory() {
        Answers made = madeByAdmin();
        Answers other = madeByAdmin();
        post(page(made) + "/status", "tag", field(listed(with("admin"), made), "tag"));

        Page page = get(page(made));
        String history = page.text().substring(page.text().indexOf("id=\"history\""));
        assertThat(history)
                .contains(
                        "invitation.disabled",
                        "invitation.created",
                        with("admin").address(),
                        "href=\"" + home + "/audit?subject=" + made.at("id") + "\"")
                .doesNotContain("??", other.at("id"));
        assertThat(history.indexOf("invitation.disabled")).isLessThan(history.indexOf("invitation.created"));
        assertThat(with("learner-admin").browser().get(page(made)).text())
                .contains(made.at("name"))
                .doesNotContain("id=\"history\"");
    }

    @Test
    void itIsViewedAsInviteesDo() {
        Answers made = madeByAdmin();
        String link = "/i/" + made.at("code");

        assertThat(get(page(made)).text()).contains("href=\"" + link + "\"", "View as invitee");

        Page seen = get(link);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.text()).contains(made.at("name"));
    }
}
