package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.mails.SuppressedRows;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** All whom an organization has invited by name and who have still to answer. */
class InvitesPageIT extends ConsoleScenario {

    private final String invites = home + "/people/invites";

    private static String address(String name) {
        return name + "-" + UUID.randomUUID() + "@example.com";
    }

    private void progress(String address, String progress, String status) {
        api.execute("""
                insert into directory.invitee_progress (invitee_id, invitation_id, progress, progress_at, email_status, email_at)
                select id, invitation_id, ?, now(), ?, now() from directory.invitee where address = ?""", progress, status, address);
    }

    private String action(Page page, String address, String action) {
        return page.text()
                .replaceAll(
                        "(?s).*<th scope=\"row\">" + address + "</th>.*?action=\"([^\"]+/" + action + ")\".*", "$1");
    }

    @Test
    void thePendingOfAllInvitationsAreListedAndFiltered() {
        String run = "r" + System.nanoTime();
        String ada = address(run + "-ada");
        String alan = address(run + "-alan");
        String gone = address("gone");
        String bounced = address("bounced");
        Answers one = invitation("name", "First of them", "emails", List.of(ada, gone));
        Answers other = invitation("name", "Second of them", "emails", List.of(alan, bounced));
        progress(gone, "accepted", "sent");
        progress(bounced, "requested", "bounced");

        Page all = get(invites);
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.text())
                .contains(
                        ada,
                        alan,
                        bounced,
                        "href=\"" + home + "/invitations/" + one.at("id") + "/invitees\">First of them</a>",
                        ">Second of them</a>",
                        "aria-current=\"page\">Invites</a>")
                .doesNotContain(gone, "??");
        assertThat(get(home + "/people").text()).contains("href=\"" + invites + "\"");
        assertThat(get(invites + "?progress=accepted").text()).contains(gone).doesNotContain(ada);
        assertThat(get(invites + "?progress=&emailStatus=bounced").text())
                .contains(bounced)
                .doesNotContain(alan);
        assertThat(get(invites + "?q=" + alan).text()).contains(alan).doesNotContain(ada);
        Page first = get(invites + "?limit=1&q=" + run);
        assertThat(first.text()).contains(ada).doesNotContain(alan);
        String next = first.text().replaceAll("(?s).*<a href=\"([^\"]+)\" rel=\"next\".*", "$1");
        assertThat(get(next.replace("&amp;", "&")).text()).contains(alan).doesNotContain(ada);
        Answers.delete(program, other.header("Location"));
        assertThat(get(invites).text()).contains(ada).doesNotContain(alan);
    }

    @Test
    void rowsAreSentAgainAndCancelled() {
        String ada = address("ada");
        String alan = address("alan");
        invitation("emails", List.of(ada, alan));

        Page list = get(invites);
        assertThat(post(action(list, ada, "resend"), "ofOrganization", "yes").location())
                .startsWith(invites + "?done=resent&whom=");
        assertThat(list.text()).contains(alan + " can then no longer accept");
        String cancelled =
                post(action(list, alan, "cancel"), "ofOrganization", "yes").location();

        assertThat(cancelled).startsWith(invites + "?done=cancelled&whom=");
        assertThat(get(cancelled).text())
                .contains("The invitation of " + alan + " is withdrawn.", ada)
                .doesNotContain("<th scope=\"row\">" + alan, "??");
        assertThat(get(invites + "?done=cancelled&whom=" + UUID.randomUUID()).text())
                .as("nobody is named")
                .doesNotContain("is withdrawn", "??");
        assertThat(get(invites + "?progress=cancelled").text()).contains(alan);
    }

    @Test
    void whoGetsNoMailsIsNotSentAnyAgain() {
        String ada = address("ada");
        String quiet = address("quiet");
        Answers made = invitation("emails", List.of(ada, quiet));
        progress(quiet, "requested", "sent");
        SuppressedRows.add(api.database(), UUID.fromString(id), quiet, "unsubscribed");

        for (String page : List.of(invites, home + "/invitations/" + made.at("id") + "/invitees")) {
            Page list = get(page);
            assertThat(row(list, quiet))
                    .as(page)
                    .contains("Gets no more emails", "/cancel\"")
                    .doesNotContain("/resend\"");
            assertThat(row(list, ada)).as(page).contains("/resend\"").doesNotContain("Gets no more emails");
        }
    }

    private static String row(Page page, String address) {
        String row = page.text().substring(page.text().indexOf("<th scope=\"row\">" + address));
        return row.substring(0, row.indexOf("</tr>"));
    }

    @Test
    void othersSeeWhatTheirRightsReach() {
        String unit = Answers.post(program, path + "/units", Map.of("name", "North " + System.nanoTime()))
                .at("id");
        String inside = address("inside");
        String outside = address("outside");
        invitation("emails", List.of(inside), "unit", unit);
        invitation("emails", List.of(outside));
        NewAccount manager = NewAccount.on(api);
        join(manager, id, "manager", unit);

        Page list = manager.browser().get(invites);

        assertThat(list.text()).contains(inside).doesNotContain(outside, "??");
        assertThat(action(list, inside, "resend")).startsWith(home + "/invitations/");
        assertThat(with("learner-admin").browser().get(invites).text()).contains(inside, outside);
        for (String role : List.of("learner-analyst", "learner")) {
            assertThat(with(role).browser().get(invites).status()).as(role).isEqualTo(403);
        }
        String theirs = "/console/" + api.organization("Theirs").path("slug").asString();
        assertThat(get(theirs + "/people/invites").status()).isEqualTo(404);
    }
}
