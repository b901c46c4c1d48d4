package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.mails.SuppressedRows;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an organization itself has, in the console. */
class SettingsPagesIT extends ConsoleScenario {

    private final String keys = home + "/keys";

    @Test
    void theSecretOfAKeyIsShownOnce() {
        String name = "Site " + System.nanoTime();
        assertThat(get(keys).text()).contains("Create a key").doesNotContain("??");

        Page made = post(keys, "name", name, "scopes", "invitations:read", "expiresAt", "2041-01-01T00:00");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text())
                .contains(name, "Copy the secret now", ">Last used</th>", "<span>never</span>")
                .doesNotContain("??");
        String secret = made.text().replaceAll("(?s).*id=\"secret\" value=\"([^\"]+)\".*", "$1");
        assertThat(Answers.get(api.as(secret), path + "/invitations").status()).isEqualTo(200);

        String found = keys + "?q=" + name.replace(" ", "+");
        await().untilAsserted(() -> assertThat(get(found).text()).doesNotContain("<span>never</span>"));
        Page list = get(found);
        assertThat(list.text()).contains(name).doesNotContain(secret, "??");
        String revoke = list.text().replaceAll("(?s).*action=\"(" + keys + "/[0-9a-f-]{36}/revoke)\".*", "$1");
        assertThat(post(revoke).location()).isEqualTo(keys + "?done=revoked");
        assertThat(get(keys + "?done=revoked").text())
                .contains("The key is revoked")
                .doesNotContain(name, "??");

        Page wrong = post(keys, "name", "", "expiresAt", "2001-01-01T00:00");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text())
                .contains("href=\"#name\"", "href=\"#scopes\"", "href=\"#expiresAt\"")
                .doesNotContain("??");
    }

    @Test
    void aFormMakesOneKeyHoweverOftenItIsSent() {
        String name = "Reloaded " + System.nanoTime();
        String[] form = {"newKey", field(get(keys), "newKey"), "name", name, "scopes", "invitations:read"};
        String found = keys + "?q=" + name.replace(" ", "+");

        String secret = post(keys, form).text().replaceAll("(?s).*id=\"secret\" value=\"([^\"]+)\".*", "$1");
        Page again = post(keys, form);

        assertThat(again.location()).isEqualTo(keys + "?done=once");
        assertThat(get(again.location()).text())
                .contains("its secret was shown only then", name)
                .doesNotContain(secret, "??");
        assertThat(get(found).text().split("/revoke\"", -1)).as("one key").hasSize(2);
        assertThat(post(get(found).text().replaceAll("(?s).*action=\"(" + keys + "/[0-9a-f-]{36}/revoke)\".*", "$1"))
                        .status())
                .isEqualTo(303);
        assertThat(post(keys, form).location()).as("a revoked one").isEqualTo(keys + "?done=once");
        assertThat(get(found).text()).doesNotContain("/revoke\"");
    }

    @Test
    void theIdOfAnotherOrganizationsKeyIsAsGoodAsAnyOther() {
        String other = api.organization("Keys elsewhere " + System.nanoTime())
                .path("id")
                .asString();
        String theirs = Answers.post(
                        api.platform(),
                        "/api/v1/organizations/" + other + "/api-keys",
                        Map.of("name", "Theirs", "scopes", List.of("invitations:read")))
                .at("id");

        Page made = post(keys, "newKey", theirs, "name", "Ours", "scopes", "invitations:read");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text()).contains("Copy the secret now").doesNotContain(theirs, "??");
    }

    @Test
    void aKeyTakesARecentSignIn() {
        NewAccount person = NewAccount.on(api);
        join(person, id, "admin");
        api.execute("""
                update directory.session set authenticated_at = authenticated_at - interval '16 minutes'
                where account_id = (select id from directory.account where address = ?)""", person.address());

        Page refused = person.browser().post(keys, "name", "Late", "scopes", "invitations:read");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text())
                .contains("within the last 15 minutes", "value=\"Late\"")
                .doesNotContain("??");
    }

    @Test
    void theLogSaysWhoDidWhat() {
        Answers made = invitation("name", "Logged " + System.nanoTime());
        post(home + "/teams", "name", "Logged team " + System.nanoTime());

        Page log = get(home + "/audit?q=Logged&action=&subject=");
        assertThat(log.text())
                .contains("invitation.created", made.at("name"), with("admin").address())
                .doesNotContain("<pre></pre>", "??");
        assertThat(get(home + "/audit?action=grantable.created").text()).doesNotContain(made.at("name"));
        Page file = get(home + "/audit.csv?subject=" + made.at("id"));
        assertThat(file.header("content-type")).startsWith("text/csv");
        assertThat(file.text())
                .startsWith("id,at,actorKind")
                .contains("invitation.created")
                .doesNotContain("Logged team");
    }

    @Test
    void aFilterOfTheLogThatIsNoneIsSaidInWords() {
        Page wrong = get(home + "/audit?q=&actor=Ada&action=update&subject=Workshop&from=soon&to=2030-02-30");

        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text())
                .contains(
                        "href=\"#actor\"",
                        "href=\"#action\"",
                        "href=\"#subject\"",
                        "href=\"#from\"",
                        "href=\"#to\"",
                        "Enter a whole action, such as invitation.updated.",
                        "value=\"Workshop\"")
                .doesNotContain("??", "audit.csv", "Something in it is not right");
        assertThat(get(home + "/audit.csv?action=update").text()).contains("<h1>");
    }

    @Test
    void theFileOfTheLogHasWhatTheFiltersLeave() {
        String name = "Filed " + System.nanoTime();
        Answers made = invitation("name", name);
        api.execute("update directory.audit set at = '2030-03-04T23:59:59Z' where subject_id = ?::uuid", made.at("id"));
        String filters = "q=Filed&actor=key&action=&subject=invitation&from=2030-03-04&to=2030-03-04";

        Page log = get(home + "/audit?" + filters + "&limit=1");
        assertThat(log.text())
                .contains(name, "href=\"" + home + "/audit.csv?" + filters.replace("&", "&amp;") + "\"")
                .doesNotContain("??");
        assertThat(get(home + "/audit.csv?" + filters).text()).contains(name);
        assertThat(get(home + "/audit?from=2030-03-05").text()).doesNotContain(name);
        assertThat(get(home + "/audit?to=2030-03-03").text()).doesNotContain(name);
        assertThat(get(home + "/audit?actor=person&q=Filed").text()).doesNotContain(name);
    }

    @Test
    void thePlanIsShownAndThePlatformChangesIt() {
        String slug = "planned-" + System.nanoTime();
        NewAccount root = platformAdministrator();
        root.browser().post("/console/platform/organizations/new", "name", "Planned", "slug", slug);
        String plan = "/console/" + slug + "/plan";
        assertThat(get(home + "/plan").text())
                .contains("there is no limit", "Nobody else holds any")
                .doesNotContain("??", "<form id=\"main\"", "free.");
        assertThat(post(home + "/plan", "name", "Mine", "seats", "1000").status())
                .isEqualTo(403);

        Page wrong = root.browser().post(plan, "name", "Planned", "seats", "-1");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("href=\"#seats\"", "value=\"-1\"").doesNotContain("??");
        assertThat(root.browser()
                        .post(plan, "name", "Planned", "seats", "7", "roles", "learner")
                        .location())
                .isEqualTo(plan + "?done=changed");

        assertThat(root.browser()
                        .get("/console/platform/organizations?q=Planned")
                        .text())
                .contains(">0 of 7</td>", "<td>learner</td>")
                .doesNotContain("??");
        assertThat(root.browser().get(plan + "?done=changed").text())
                .contains("Changed.", "Seats taken: 0 of 7.", "7 seats are free.", "value=\"learner\" checked")
                .doesNotContain("??");
    }

    @Test
    void whoGetsNoMailsIsListedAndWrittenToAgain() {
        String address = "quiet-" + UUID.randomUUID() + "@example.com";
        SuppressedRows.add(api.database(), UUID.fromString(id), address, "unsubscribed");

        assertThat(get(home + "/suppressions?q=").text())
                .contains(address, "Wants no emails")
                .doesNotContain("??");
        assertThat(post(home + "/suppressions", "address", address).location())
                .isEqualTo(home + "/suppressions?done=removed");
        assertThat(post(home + "/suppressions", "address", "nobody@example.com").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/keys", "/audit", "/audit.csv", "/plan", "/suppressions"})
    void othersDoNotGetThere(String page) {
        for (String role : List.of("learner-admin", "learner-analyst", "learner")) {
            assertThat(with(role).browser().get(home + page).status()).as(role).isEqualTo(403);
        }
    }
}
