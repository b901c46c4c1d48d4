package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The form of an invitation in the console, as a person without script fills it in. */
class InvitationFormPagesIT extends ConsoleScenario {

    private final String list = home + "/invitations";

    @Test
    void anInvitationIsSavedOnceItsWarningsAreSeen() {
        String name = "Spring " + System.nanoTime();
        Answers.post(program, path + "/teams", Map.of("name", "Alpha"));
        assertThat(get(list + "/new?preset=challenge").text())
                .contains(
                        "value=\"100\"",
                        "value=\"Alpha\"",
                        "/invitations/new?preset=partner",
                        "Let the invitation expire some days later",
                        "Create the teams first",
                        "prepare the invitation switched off")
                .doesNotContain("??");
        String[] form = {
            "name",
            name,
            "description",
            "For all,\r\neverywhere",
            "quota",
            "2",
            "teams",
            "Alpha",
            "roles",
            "learner",
            "waitlist",
            "yes",
            "enabled",
            "yes",
            "sendEmails",
            "yes",
            "opensAt",
            "2030-01-01T10:00",
            "accessExpiresAt",
            "2031-01-01T10:00",
            "zone",
            "Europe/Berlin",
            "locale",
            "de"
        };

        Page warned = post(list + "/new", form);
        assertThat(warned.status()).isEqualTo(200);
        assertThat(warned.text())
                .contains(
                        "it never expires",
                        "Anybody with the link",
                        "2 people at most",
                        "name=\"seen\" value=\"public-without-expiry\"",
                        "value=\"" + name + "\"",
                        "value=\"2030-01-01T10:00\"")
                .doesNotContain("??");
        assertThat(get(list + "?q=" + name.replace(" ", "+")).text())
                .as("nothing is saved yet")
                .doesNotContain(name + "</a>");

        String[] confirmed = Arrays.copyOf(form, form.length + 2);
        confirmed[form.length] = "seen";
        confirmed[form.length + 1] = "public-without-expiry";
        Page saved = post(list + "/new", confirmed);
        assertThat(saved.status()).isEqualTo(303);
        assertThat(get(saved.location()).text())
                .contains("Saved.", name, "Alpha", "For all")
                .doesNotContain("??");
        JsonNode made = Answers.get(
                        program, "/api/v1/invitations/" + saved.location().replaceAll(".*/|\\?.*", ""))
                .json();
        assertThat(made.path("description").asString()).isEqualTo("For all,\neverywhere");
        assertThat(made.path("opensAt").asString()).isEqualTo("2030-01-01T09:00:00Z");
        assertThat(made.path("accessExpiresAt").asString()).isEqualTo("2031-01-01T09:00:00Z");
        assertThat(made.path("teams").toString()).isEqualTo("[\"Alpha\"]");
        assertThat(made.path("waitlist").asBoolean()).isTrue();
        assertThat(made.path("locale").asString()).isEqualTo("de");
        assertThat(made.path("createdBy").asString()).startsWith("person:");
        assertThat(actor("invitation.created", made.path("id").asString()))
                .isEqualTo(with("admin").address());
    }

    private String actor(String action, String subject) {
        return Answers.get(program, path + "/audit?action=" + action + "&subject=" + subject)
                .json()
                .at("/items/0/actor/name")
                .asString();
    }

    @Test
    void whatIsWrongIsNamedOnTopAndWhatWasTypedStays() {
        Page unreadable =
                post(list + "/new", "name", "N", "quota", "many", "expiresAt", "soon", "emails", "a@b.example");
        assertThat(unreadable.status()).isEqualTo(422);
        assertThat(unreadable.text())
                .contains("href=\"#quota\"", "href=\"#expiresAt\"", ">a@b.example</textarea>")
                .doesNotContain("??");

        Page invalid = post(
                list + "/new",
                "name",
                "",
                "quota",
                "0",
                "emails",
                "nobody",
                "expiresAt",
                "2020-01-01T00:00",
                "roles",
                "king");
        assertThat(invalid.status()).isEqualTo(400);
        assertThat(invalid.text())
                .contains("href=\"#name\"", "href=\"#quota\"", "href=\"#emails\"", ">nobody</textarea>")
                .doesNotContain("??");

        Page past = post(list + "/new", "name", "Past", "expiresAt", "2020-01-01T00:00");
        assertThat(past.status()).isEqualTo(422);
        assertThat(past.text()).contains("href=\"#expiresAt\"").doesNotContain("??");

        Page unknown = post(list + "/new", "name", "Unknown", "teams", "Nobodies");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.text()).contains("href=\"#teams\"").doesNotContain("??");
    }

    @Test
    void eachAddressThatIsNoneIsNamedOnceWithItsLine() {
        Page refused = post(
                list + "/new",
                "name",
                "Lines",
                "emails",
                "ada@example.com\r\n\r\nDora <dora@example.com>\r\n" + "n".repeat(101) + ", x@example.com; nobody",
                "teams",
                "Nowhere",
                "teams",
                "Nobodies");

        assertThat(refused.text())
                .contains(
                        "Line 3: “Dora &lt;dora@example.com&gt;” is neither an address nor a domain",
                        "Line 4: “" + "n".repeat(100) + "…” is neither",
                        "Line 4: “nobody” is neither")
                .doesNotContain("10,000", "ada@example.com”", "??");
        Page unknown = post(list + "/new", "name", "Teams", "teams", "Nowhere", "teams", "Nobodies");
        assertThat(unknown.text().split("href=\"#teams\"", -1)).as("one error").hasSize(2);
        Page many = post(list + "/new", "name", "Many", "emails", "a@example.com\n".repeat(10_001));
        assertThat(many.text())
                .contains("At most 10,000 addresses and 1,000 domains")
                .doesNotContain("Line 1", "??");
    }

    @Test
    void whatTwoPeopleChangeAtOnceIsShownInBothVersions() {
        Answers made = invitation("emails", List.of("ada@example.com"), "expiresAt", "2035-05-05T05:05:55Z");
        Page edit = get(page(made) + "/edit");
        assertThat(edit.text())
                .contains("value=\"Workshop\"", ">ada@example.com</textarea>")
                .doesNotContain("??");
        Answers.patch(program, made.header("Location"), Map.of("name", "By a program", "quota", 7));

        String[] form = {
            "tag",
            field(edit, "tag"),
            "name",
            "By a person",
            "emails",
            "ada@example.com",
            "expiresAt",
            "2035-05-05T07:05",
            "zone",
            "Europe/Berlin",
            "roles",
            "learner",
            "enabled",
            "yes",
            "sendEmails",
            "yes"
        };
        Page both = post(page(made) + "/edit", form);

        assertThat(both.status()).isEqualTo(412);
        assertThat(both.text())
                .contains(
                        "<td>By a program</td><td>By a person</td>",
                        "<td>7</td><td>–</td>",
                        "value=\"By a person\"",
                        "Changed last by: test")
                .doesNotContain("??", "<td>ada@example.com</td>", "<td>2035-05-05");
        assertThat(shown(made).path("name").asString()).isEqualTo("By a program");

        form[1] = field(both, "tag");
        assertThat(post(page(made) + "/edit", form).status()).isEqualTo(303);
        assertThat(shown(made).path("name").asString()).isEqualTo("By a person");
        assertThat(shown(made).path("quota").isNull()).isTrue();
        assertThat(shown(made).path("expiresAt").asString())
                .as("the form has no seconds")
                .isEqualTo("2035-05-05T05:05:55Z");
        assertThat(shown(made).path("emails").toString()).isEqualTo("[\"ada@example.com\"]");
    }

    @Test
    void oneInvitationIsMadeLikeAnother() {
        Answers made = invitation("emails", List.of("*@corp.example"), "quota", 12);

        assertThat(get(list + "/new?from=" + made.at("id")).text())
                .contains("value=\"12\"", ">*@corp.example</textarea>", "name=\"tag\" value=\"\"");
    }
}
