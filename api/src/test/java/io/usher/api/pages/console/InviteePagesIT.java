package io.usher.api.pages.console;

import static io.usher.api.Patience.LATER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The people of an invitation in the console: one by one, in lists and by files. */
class InviteePagesIT extends ConsoleScenario {

    private static String address(String name) {
        return name + "-" + UUID.randomUUID() + "@example.com";
    }

    private JsonNode invitee(Answers invitation, String email) {
        return Answers.get(program, invitation.header("Location") + "/invitees?limit=200")
                .json()
                .path("items")
                .valueStream()
                .filter(one -> one.path("email").asString().equals(email))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void peopleAreInvitedOneByOneAndInLists() {
        Answers invitation = invitation("mode", "targeted");
        String ada = address("ada");
        String alan = address("alan");
        assertThat(get(page(invitation)).text()).contains("href=\"" + page(invitation) + "/invitees\"");
        assertThat(get(page(invitation) + "/invitees").text())
                .contains("Invite by name")
                .doesNotContain("??");

        Page added = post(
                page(invitation) + "/invitees",
                "email",
                ada,
                "firstName",
                "Ada",
                "lastName",
                "<b>Lovelace</b>",
                "people",
                alan + ", Alan, Turing\n" + ada + "\nnobody\n" + with("admin").address(),
                "sendEmails",
                "yes");

        assertThat(added.status()).isEqualTo(200);
        assertThat(added.text())
                .contains(
                        "Was invited already",
                        "Cannot be invited. This is not an email address.",
                        "Is a member here, and was not invited",
                        "href=\"" + home + "/people/",
                        "&lt;b&gt;Lovelace&lt;/b&gt;",
                        "Waiting to be sent")
                .doesNotContain("??");
        assertThat(invitee(invitation, alan).path("firstName").asString()).isEqualTo("Alan");
        assertThat(invitee(invitation, ada).path("lastName").asString()).isEqualTo("<b>Lovelace</b>");
        assertThat(get(page(invitation) + "/invitees?q=" + alan).text()).doesNotContain(ada);
        assertThat(get(page(invitation) + "/invitees?progress=accepted&emailStatus=&q=")
                        .text())
                .contains("Nobody to show.")
                .doesNotContain("??");
    }

    @Test
    void aListThatIsTooLongIsShownAsItWasSent() {
        Answers invitation = invitation("mode", "targeted");
        String page = page(invitation) + "/invitees";
        String ticked = "name=\"sendEmails\" value=\"yes\" checked";
        String crowd = "crowd@example.com\n".repeat(1_001);
        assertThat(get(page).text()).contains(ticked);

        Page refused = post(page, "people", crowd);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text())
                .contains("href=\"#people\"", ">crowd@example.com\n")
                .doesNotContain(ticked, "??");
        assertThat(post(page, "people", crowd, "sendEmails", "yes").text()).contains(ticked);
    }

    @Test
    void oneIsWrittenToAgainAndCancelled() {
        String ada = address("ada");
        Answers invitation = invitation("emails", List.of(ada));
        String list = page(invitation) + "/invitees";
        String whom = invitee(invitation, ada).path("id").asString();
        String person = list + "/" + whom;

        assertThat(get(person + "/link").text())
                .contains("/i/" + invitation.at("code") + "/p/", "does not prove the address")
                .doesNotContain("??");
        for (int times = 0; times < 3; times++) {
            assertThat(post(person + "/resend").location()).isEqualTo(list + "?done=resent&whom=" + whom);
        }
        assertThat(get(list + "?done=resent&whom=" + whom).text())
                .contains("sent to " + ada + " once more")
                .doesNotContain("??");
        Page often = post(person + "/resend");
        assertThat(often.status()).isEqualTo(429);
        assertThat(Integer.parseInt(often.header("Retry-After"))).isPositive();
        assertThat(often.text()).contains("three times within a day").doesNotContain("??");

        Page all = post(page(invitation) + "/invitees/resend");
        assertThat(all.text()).contains("Sent to nobody; 1 left out.").doesNotContain("??");

        assertThat(get(list).text()).as("asks again").contains(ada + " can then no longer accept");
        assertThat(post(person + "/cancel").location()).isEqualTo(list + "?done=cancelled&whom=" + whom);
        assertThat(get(list + "?done=cancelled&whom=" + whom).text())
                .contains("The invitation of " + ada + " is withdrawn.")
                .doesNotContain("??");
        assertThat(invitee(invitation, ada).path("progress").asString()).isEqualTo("cancelled");
        assertThat(get(page(invitation) + "/invitees").text())
                .as("nothing that would be refused")
                .doesNotContain(person + "/resend", person + "/cancel");
        Page over = post(person + "/resend");
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.text()).contains("was withdrawn").doesNotContain("??");
    }

    @Test
    void somebodyOnAnotherInvitationIsNotFound() {
        String ada = address("ada");
        Answers invitation = invitation("emails", List.of(ada));
        Answers other = invitation("mode", "targeted");
        String elsewhere =
                page(other) + "/invitees/" + invitee(invitation, ada).path("id").asString();

        assertThat(get(elsewhere + "/link").status()).isEqualTo(404);
        assertThat(post(elsewhere + "/resend").status()).isEqualTo(404);
        assertThat(post(elsewhere + "/cancel").status()).isEqualTo(404);
        assertThat(invitee(invitation, ada).path("progress").asString()).isEqualTo("invited");
    }

    /** A dry run that was stopped has not seen all rows. */
    @Test
    void onlyWhatWasCheckedToTheEndIsInvited() {
        Answers invitation = invitation("mode", "targeted", "sendEmails", false);
        String ada = address("ada");
        Page sent = with("admin")
                .browser()
                .upload(page(invitation) + "/import", "people.csv", ("email\n" + ada + "\n").getBytes(UTF_8));
        assertThat(ended(sent.location()).text()).contains("Invite them");
        String id = sent.location().substring(sent.location().lastIndexOf('/') + 1);

        for (String state : List.of("cancelled", "failed")) {
            api.execute("""
                    update directory.import set state = ?, problem_code = case ? when 'failed' then 'rights-ended' end,
                        problem_detail = 'of a test'
                    where id = ?::uuid""", state, state, id);
            assertThat(get(sent.location()).text()).as(state).doesNotContain("Invite them");
            assertThat(post(sent.location() + "/invite").status()).as(state).isEqualTo(404);
        }
        assertThat(Answers.get(program, invitation.header("Location") + "/invitees")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void checkedRowsAreInvitedByThoseWhoMayInviteToIt() {
        String unit = Answers.post(program, path + "/units", Map.of("name", "Unit " + System.nanoTime()))
                .at("id");
        NewAccount manager = NewAccount.on(api);
        join(manager, id, "manager", unit);
        Answers admins = Answers.post(
                with("admin").page(),
                path + "/invitations",
                Map.of("name", "Admins", "unit", unit, "roles", List.of("admin"), "mode", "targeted"));
        String sent = with("admin")
                .browser()
                .upload(page(admins) + "/import", "people.csv", ("email\n" + address("ada") + "\n").getBytes(UTF_8))
                .location();

        assertThat(ended(sent).text()).contains(sent + "/invite\"");
        assertThat(manager.browser().get(sent).text())
                .contains("Result of the check")
                .doesNotContain(sent + "/invite\"", "??");
    }

    @Test
    void allAreExported() {
        String ada = address("ada");
        Answers invitation = invitation("emails", List.of(ada));

        Page file = get(page(invitation) + "/invitees.csv");

        assertThat(file.header("content-type")).startsWith("text/csv");
        assertThat(file.header("content-disposition")).contains("attachment");
        assertThat(file.text()).startsWith("id,invitation,email").contains(ada);
        Page refused = with("learner-analyst").browser().get(page(invitation) + "/invitees.csv");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("<h1>");
    }

    @Test
    void aFileIsCheckedFirstAndItsRowsAreInvitedThen() {
        Answers invitation = invitation("mode", "targeted", "sendEmails", false);
        String ada = address("ada");
        String alan = address("alan");
        String csv =
                "E-Mail;Vorname;Nachname\r\n" + ada + ";\"Ada \"\"A\"\"\";Lovelace\r\nnobody;;\r\n" + alan + ";;\r\n";
        assertThat(get(page(invitation) + "/import").text())
                .contains("type=\"file\"")
                .doesNotContain("??");

        Page sent = with("admin").browser().upload(page(invitation) + "/import", "people.csv", csv.getBytes(UTF_8));
        assertThat(sent.location()).startsWith(home + "/imports/");
        Page checked = ended(sent.location());
        assertThat(checked.text())
                .contains(
                        "Result of the check",
                        "This is not an email address.",
                        ada,
                        "<span>Would be invited</span>",
                        "The columns are separated by semicolons.",
                        "Invite them")
                .doesNotContain("<span>Invited</span>", "??");
        assertThat(Answers.get(program, invitation.header("Location") + "/invitees")
                        .json()
                        .path("items"))
                .as("only checked")
                .isEmpty();
        assertThat(get(sent.location() + "?outcome=invalid").text()).doesNotContain(ada);
        assertThat(checked.text()).contains("href=\"" + sent.location() + "/refused.csv\"");
        assertThat(get(sent.location() + "/refused.csv").text())
                .isEqualTo("email,firstName,lastName,row,reason\r\nnobody,,,2,email-invalid\r\n");

        Page started = post(sent.location() + "/invite");
        Page done = ended(started.location());
        assertThat(done.text())
                .contains("All rows are done.", ada, "<span>Invited</span>")
                .doesNotContain("??", "Invite them", "Would be invited");
        assertThat(invitee(invitation, ada).path("firstName").asString()).isEqualTo("Ada \"A\"");
        assertThat(invitee(invitation, alan).path("progress").asString()).isEqualTo("invited");

        String again = post(sent.location() + "/invite").location();
        assertThat(ended(again).text()).contains("Was invited already");
    }

    @Test
    void anImportHasTheRowsThatWereChecked() {
        Answers invitation = invitation("mode", "targeted", "sendEmails", false);
        String ada = address("ada");
        String last = address("last");
        String csv = "first,email,notes\nAda," + ada + "\nAda," + ada + ",again\n,,nobody\n\"Al\"an,alan@example.com\n"
                + "\0,nul@example.com\nLast," + last + "\n\"Un,closed@example.com\n";

        Page sent = with("admin").browser().upload(page(invitation) + "/import", "people.csv", csv.getBytes(UTF_8));
        Page checked = ended(sent.location());
        Page done = ended(post(sent.location() + "/invite").location());

        assertThat(checked.text())
                .contains(
                        "7 of 7",
                        "<span>Is in an earlier row</span>",
                        "<dd>4</dd>",
                        "Cannot be invited. A quotation mark is in the wrong place.")
                .doesNotContain("<span>Was invited already</span>", "??");
        assertThat(rows(done)).containsExactlyElementsOf(rows(checked));
        assertThat(rows(done)).hasSize(7).element(5).isEqualTo("6 " + last);
        assertThat(done.text()).contains("7 of 7", "<dd>4</dd>", "<span>Was invited already</span>");
        assertThat(reasons(done)).isEqualTo(reasons(checked));
    }

    /** Each with its number and address. */
    private static List<String> rows(Page report) {
        return Pattern.compile("<td>(\\d+)</td>\\s*<th scope=\"row\">([^<]*)</th>")
                .matcher(report.text())
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
    }

    private static List<String> reasons(Page report) {
        return Pattern.compile("<span>(Cannot be invited\\. [^<]*)</span>")
                .matcher(report.text())
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    @Test
    void filesMayBeAsLargeAsTheApiTakesThem() {
        Answers invitation = invitation("mode", "targeted");
        String row = address("ada") + "," + "n".repeat(30_000) + "\n";
        byte[] large = ("e-mail,notes\n" + row.repeat(40)).getBytes(UTF_8);

        Page sent = with("admin").browser().upload(page(invitation) + "/import", "large.csv", large);

        assertThat(sent.status()).as("more than 1 MB").isEqualTo(303);
        assertThat(ended(sent.location()).text()).contains("All rows are done.");
    }

    @Test
    void whatIsNoListOfPeopleIsSaidBesideTheForm() {
        Answers invitation = invitation();
        for (Page refused : List.of(
                post(page(invitation) + "/import", "text", "foo,bar\n1,2"),
                with("admin")
                        .browser()
                        .upload(page(invitation) + "/import", "a.csv", "foo,bar\n1,2\n".getBytes(UTF_8)))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text())
                    .contains("No email addresses were found in it.", "enctype=\"multipart/form-data\"")
                    .doesNotContain("??");
        }
        assertThat(post(page(invitation) + "/import", "text", "foo,bar\n1,2").text())
                .contains("foo,bar\n1,2</textarea>");
    }

    @Test
    void rowsCanBePastedAndWhatIsNoListIsRefused() {
        Answers invitation = invitation("mode", "targeted");
        String ada = address("ada");

        Page sent = post(page(invitation) + "/import", "text", "Ada,Lovelace," + ada);
        assertThat(ended(sent.location()).text())
                .contains(ada, "The columns are separated by commas.")
                .doesNotContain("??");
        Page tabs = post(page(invitation) + "/import", "text", "Ada\tLovelace\t" + ada);
        assertThat(ended(tabs.location()).text()).contains("The columns are separated by tabs.");

        Page refused = post(page(invitation) + "/import", "text", "\u0001\u0002 nothing of the kind");
        assertThat(refused.status()).isIn(400, 422);
        assertThat(refused.text()).contains("<h1>").doesNotContain("??");
        assertThat(get(home + "/imports/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(with("learner-analyst").browser().get(sent.location()).status())
                .isEqualTo(403);
    }

    private Page ended(String location) {
        await().atMost(LATER).until(() -> !get(location).text().contains("http-equiv=\"refresh\""));
        return get(location);
    }
}
