package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Invitations in the console, as a person without script makes and changes them. */
class InvitationPagesIT extends ConsoleScenario {

    private final String list = home + "/invitations";

    private JsonNode shown(Answers made) {
        return Answers.get(program, made.header("Location")).json();
    }

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
    void theSwitchIsEffectiveAtOnceAndCanBeUndone() {
        Answers made =
                invitation("name", "Switched " + System.nanoTime(), "quota", 3, "expiresAt", "2035-01-01T00:00:00Z");
        String name = made.at("name");
        Page before = get(list + "?q=" + name.replace(" ", "+") + "&state=enabled&mode=public");
        assertThat(before.text())
                .contains(
                        ">" + name + "</a>",
                        "0 of 3",
                        "<progress value=\"0\" max=\"3\"",
                        "<small>3 left</small>",
                        "href=\"" + page(made) + "/qr.svg\"",
                        "value=\"" + made.at("link") + "\"",
                        "aria-checked=\"true\"")
                .doesNotContain("??");
        String tag = field(before, "tag");

        Page off = post(page(made) + "/status", "tag", tag);
        assertThat(off.location()).isEqualTo(list + "?done=disabled&flipped=" + made.at("id"));
        assertThat(shown(made).path("status").asString()).isEqualTo("disabled");
        assertThat(get(list + "?done=disabled").text())
                .contains("The invitation is switched off")
                .doesNotContain("??");
        Page undoable = get(list + "?done=disabled&flipped=" + made.at("id"));
        assertThat(undoable.text())
                .contains("<button class=\"outline\">Undo: switch it on again</button>")
                .doesNotContain("??");
        assertThat(get(list + "?done=nonsense").text()).doesNotContain("??");

        Page late = post(page(made) + "/status", "tag", tag, "enabled", "yes");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.text())
                .contains(
                        "It was changed meanwhile",
                        "Changed last by: " + with("admin").address(),
                        "aria-checked=\"false\"")
                .doesNotContain("??");
        assertThat(shown(made).path("status").asString()).isEqualTo("disabled");

        assertThat(post(page(made) + "/status", "tag", field(late, "tag"), "enabled", "yes")
                        .status())
                .isEqualTo(303);
        assertThat(shown(made).path("status").asString()).isEqualTo("enabled");
    }

    @Test
    void deletingAsksAgain() {
        Answers made = invitation();
        Page asked = get(page(made) + "/delete");
        assertThat(asked.text()).contains("Nobody has joined through it.").doesNotContain("??");
        assertThat(shown(made).path("id").asString()).isEqualTo(made.at("id"));
        Answers.patch(program, made.header("Location"), Map.of("description", "changed"));

        Page changed = post(page(made) + "/delete", "tag", field(asked, "tag"));
        assertThat(changed.status()).isEqualTo(412);

        assertThat(post(page(made) + "/delete", "tag", field(changed, "tag")).location())
                .isEqualTo(list + "?done=deleted");
        assertThat(Answers.get(program, made.header("Location")).status()).isEqualTo(404);
        assertThat(get(page(made)).status()).isEqualTo(404);
    }

    @Test
    void oneInvitationIsMadeLikeAnother() {
        Answers made = invitation("emails", List.of("*@corp.example"), "quota", 12);

        assertThat(get(list + "/new?from=" + made.at("id")).text())
                .contains("value=\"12\"", ">*@corp.example</textarea>", "name=\"tag\" value=\"\"");
    }

    @Test
    void everythingOfAnInvitationIsOnItsPage() {
        Answers made = invitation("description", "<script>alert(1)</script>", "emails", List.of("ada@example.com"));
        accepted(made.at("id"), "first@example.com", 1, "accepted");
        accepted(made.at("id"), "second@example.com", 2, "waitlisted");

        Page page = get(page(made));

        assertThat(page.text())
                .contains(
                        "&lt;script&gt;alert(1)&lt;/script&gt;",
                        "href=\"/i/" + made.at("code") + "\"",
                        "data-counts=\"/api/v1/invitations/" + made.at("id") + "/stream\"",
                        "<p id=\"state\" data-part",
                        "<p id=\"summary\" class=\"summary\" data-part",
                        "<dl id=\"counts\" class=\"counts\" data-part",
                        "<div id=\"acceptances\" data-part",
                        ">Accepted, including seats given back</dt>",
                        "first@example.com",
                        "second@example.com")
                .doesNotContain("??", "<script>alert");
        assertThat(page.text().indexOf("first@example.com"))
                .isLessThan(page.text().indexOf("second@example.com"));
        assertThat(get(page(made) + "?outcome=waitlisted").text()).doesNotContain("first@example.com");
        assertThat(get(page(made) + "?outcome=&reason=&q=first").text()).doesNotContain("second@example.com");
    }

    private void accepted(String invitation, String address, int place, String outcome) {
        api.execute("""
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    requested_at, decided_at, outcome, grant_set_id, joined, log_offset)
                values (gen_random_uuid(), ?::uuid, ?::uuid, ?, 0, ?, now(), now(), ?,
                    case when ? = 'accepted' then gen_random_uuid() end, false, 0)""", id, invitation, place, address, outcome, outcome);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/edit",
                "/delete",
                "/qr.svg",
                "/statistics",
                "/statistics.csv",
                "/invitees",
                "/invitees.csv",
                "/import"
            })
    void invitationsOfOthersAreNotThere(String below) {
        String theirs = api.organization("Theirs").path("id").asString();
        NewAccount both = NewAccount.on(api);
        join(both, id, "admin");
        join(both, theirs, "admin");
        String invitation = Answers.post(
                        api.as(api.key(theirs, "invitations:write")),
                        "/api/v1/organizations/" + theirs + "/invitations",
                        Map.of("name", "Theirs"))
                .at("id");

        assertThat(get(list + "/" + invitation + below).status()).isEqualTo(404);
        assertThat(both.browser().get(list + "/" + invitation + below).status())
                .as("in the wrong organization")
                .isEqualTo(404);
        assertThat(post(list + "/" + invitation + "/delete", "tag", "\"1\"").status())
                .isEqualTo(404);
        assertThat(post(list + "/" + invitation + "/status", "tag", "\"1\"").status())
                .isEqualTo(404);
        assertThat(post(list + "/" + invitation + "/edit", "tag", "\"1\"", "name", "Mine")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoMayNotChangeInvitationsCannot() {
        Answers made = invitation();
        NewAccount analyst = with("learner-analyst");

        for (String route :
                List.of(list + "/new", page(made) + "/edit", page(made) + "/status", page(made) + "/delete")) {
            assertThat(analyst.browser()
                            .post(route, "name", "Mine", "tag", "\"1\"")
                            .status())
                    .as(route)
                    .isEqualTo(403);
        }
        assertThat(shown(made).path("version").asInt()).isEqualTo(1);
    }
}
