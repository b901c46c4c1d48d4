package io.usher.api.pages.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Numbers on pages are grouped as the language groups them, within sentences and outside. */
class NumbersIT extends ConsoleScenario {

    private static final int MANY = 12_345;

    private final TestBrowser admin = with("admin").browser();
    private final TestBrowser german = german();

    private TestBrowser german() {
        NewAccount account = NewAccount.on(api);
        join(account, id, "admin");
        account.browser().post("/me/profile", "firstName", "Grete", "lastName", "Hermann", "language", "de");
        return account.browser();
    }

    private Answers crowded(Object... properties) {
        Answers made = invitation(properties);
        api.execute("""
                insert into onboarding.invitation_seats (invitation_id, requests, accepted, waiting)
                values (?::uuid, ?, ?, ?)""", made.at("id"), 2 * MANY, MANY, MANY);
        for (String count : List.of("requested", "accepted", "waitlisted", "sent", "bounced", "rejected/quota-full")) {
            api.execute(
                    "insert into directory.invitation_count (invitation_id, name, count) values (?::uuid, ?, ?)",
                    made.at("id"),
                    count,
                    MANY);
        }
        api.execute(
                "insert into directory.refused_at_once (invitation_id, count) values (?::uuid, ?)",
                made.at("id"),
                MANY);
        api.execute("""
                insert into directory.invitation_minute (invitation_id, minute, requested, accepted, waitlisted, rejected)
                values (?::uuid, date_trunc('minute', now()), ?, ?, ?, ?)""", made.at("id"), MANY, MANY, MANY, MANY);
        api.execute("update directory.invitation set invitees = ? where id = ?::uuid", MANY, made.at("id"));
        return made;
    }

    /** Without values of fields, the name of the organization, and JSON as the audit log has it. */
    private void isGrouped(String path, int times) {
        isGrouped(admin.get(path), "12,345", times);
        isGrouped(german.get(path), "12.345", times);
    }

    private void isGrouped(Page page, String number, int times) {
        assertThat(page.status()).isEqualTo(200);
        String text = page.text()
                .replace(organization.path("name").asString(), "")
                .replaceAll("(?s)<pre>.*?</pre>|<[^>]*>", "|");
        assertThat(text).doesNotContain(String.valueOf(MANY), "??");
        assertThat(text.split(Pattern.quote(number), -1)).hasSizeGreaterThan(times);
    }

    @Test
    void countsOfInvitationsAreGrouped() {
        Answers full = crowded("quota", MANY);
        Answers unlimited = crowded();
        String page = home + "/invitations/";

        isGrouped(home, 6);
        isGrouped(home + "/invitations", 5);
        isGrouped(page + full.at("id"), 7);
        isGrouped(page + full.at("id") + "/statistics", 12);
        isGrouped(page + full.at("id") + "/delete", 2);
        isGrouped(page + unlimited.at("id"), 7);
        isGrouped("/i/" + full.at("code"), 0);
    }

    @Test
    void seatsAreGrouped() {
        isGrouped("/i/" + invitation("quota", MANY).at("code"), 1);
    }

    @Test
    void countsOfTheOrganizationAreGrouped() {
        String name = crowded("name", "Counted apart " + System.nanoTime()).at("name");

        String row = admin.get(home + "/statistics").text().replaceAll("(?s).*>" + name + "</a>(.*?)</tr>.*", "$1");
        assertThat(row.replaceAll("<[^>]*>", " ").strip().split("\\s+")).containsOnly("12,345");
    }

    @Test
    void rowsOfAnImportAreGrouped() {
        Answers invitation = invitation("mode", "targeted", "sendEmails", false);
        String sent = admin.upload(
                        home + "/invitations/" + invitation.at("id") + "/import",
                        "people.csv",
                        "email\nnobody\n".getBytes(UTF_8))
                .location();
        await().until(() -> !admin.get(sent).text().contains("data-import"));
        String id = sent.substring(sent.lastIndexOf('/') + 1);
        api.execute(
                "update directory.import set total = ?, done = ?, count_invalid = ? where id = ?::uuid",
                MANY,
                MANY,
                MANY,
                id);
        api.execute("update directory.import_row set number = ? where import_id = ?::uuid", MANY, id);

        isGrouped(sent, 4);
    }
}
