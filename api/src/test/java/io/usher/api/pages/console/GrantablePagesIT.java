package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Teams, units, groups, courses and roles in the console, which members are given. */
class GrantablePagesIT extends ConsoleScenario {

    @Test
    void theManagerIsSaidToReachItsUnitAlone() {
        String roles = get(home + "/roles").text();

        assertThat(row(roles, "manager"))
                .contains("own unit", ">Change and remove members</span>")
                .doesNotContain("audit log", "API keys");
        assertThat(row(roles, "admin")).contains("see the audit log").doesNotContain("own unit");
        assertThat(roles).contains(">Permissions</th>").doesNotContain(">Description</th>", "??");
    }

    private static String row(String page, String name) {
        String row = page.substring(page.indexOf(">" + name + "</span>"));
        return row.substring(0, row.indexOf("</tr>"));
    }

    @Test
    void aUnitIsShownWithWhatItIsPartOf() {
        String whole = "Whole " + System.nanoTime();
        String part = "Part " + System.nanoTime();
        post(home + "/units", "name", whole);
        post(home + "/units", "name", part, "parent", whole, "description", "A half");
        String units = get(home + "/units").text();

        assertThat(units)
                .containsSubsequence(">Part of</th>", ">Description</th>")
                .doesNotContain("??");
        assertThat(row(units, part)).containsSubsequence(">" + whole + "</small>", ">A half</small>");
    }

    @Test
    void aNewCourseIsACourseUnlessItIsSaidToBeAnotherKind() {
        String course = "Course " + System.nanoTime();
        post(home + "/learning", "name", course, "courseKind", "challenge");
        assertThat(get(home + "/learning").text()).contains(">Kind</th>", ">Description</th>");
        assertThat(row(get(home + "/learning").text(), course)).contains(">Challenge</small>");
        assertThat(get(home + "/learning").text())
                .contains("value=\"course\" selected")
                .doesNotContain("value=\"path\" selected");
        Page refused = post(home + "/learning", "name", "n".repeat(101), "courseKind", "path");
        assertThat(refused.text())
                .contains("value=\"path\" selected", "no longer than the field takes")
                .doesNotContain("255 characters", "??");
    }

    @ParameterizedTest
    @CsvSource({
        "teams, description, For all",
        "units, parent, ''",
        "groups, description, For all",
        "learning, courseKind, challenge",
        "roles, permissions, statistics:read"
    })
    void whatIsGivenIsMadeChangedAndDeleted(String kind, String field, String value) {
        String list = home + "/" + kind;
        String name = "One of " + kind + " " + System.nanoTime();
        assertThat(get(list).text()).contains("<h1>").doesNotContain("??");

        assertThat(post(list, "name", name, field, value).location()).isEqualTo(list + "?done=made");
        Page taken = post(list, "name", name, field, value);
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.text())
                .contains("href=\"#main\"", "There is one of this name already.")
                .doesNotContain("??");
        Page nameless = post(list, "name", " ", field, value);
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(nameless.text()).contains("href=\"#name\"").doesNotContain("??");
        if (field.equals("permissions")) {
            assertThat(nameless.text())
                    .as("what was ticked stays so")
                    .containsPattern("value=\"statistics:read\" checked")
                    .doesNotContainPattern("value=\"members:read\" checked");
        }

        Page found = get(list + "?q=" + name.replace(" ", "+") + "&done=made");
        assertThat(found.text()).contains(name, "Created.").doesNotContain("??");
        String edit = found.text().replaceAll("(?s).*href=\"(" + list + "/[0-9a-f-]{36}/edit)\".*", "$1");
        assertThat(get(edit).text())
                .contains("value=\"" + name + "\"", "Delete")
                .doesNotContain("??");
        assertThat(post(edit, "name", name + "!", field, value).location()).isEqualTo(list + "?done=changed");
        assertThat(with("learner").browser().post(edit, "name", "Mine").status())
                .isEqualTo(403);
        assertThat(post(edit.replace("/edit", "/delete")).location()).isEqualTo(list + "?done=deleted");
        assertThat(get(edit).status()).isEqualTo(404);
    }

    @Test
    void whatIsGivenSaysWhereItIsUsed() {
        String name = "Used " + System.nanoTime();
        String team =
                Answers.post(program, path + "/teams", Map.of("name", name)).at("id");
        String list = home + "/teams?q=" + name.replace(" ", "+");
        assertThat(get(list).text())
                .contains("in no invitation", "held by nobody")
                .doesNotContain("??");
        for (int i = 0; i < 11; i++) {
            invitation("name", "Granting " + i, "teams", List.of(name));
        }
        join(NewAccount.on(api), id, "learner", team);

        assertThat(get(list).text()).contains("in 11 invitations", "held by 1 member<");
        assertThat(get(home + "/teams/" + team + "/edit").text())
                .contains("in 11 invitations", "Invitations that grant it:", "Granting 10, Granting 9, ", "…")
                .doesNotContain("Granting 0", "??");
        assertThat(with("manager").browser().get(list).text()).doesNotContain("in 11 invitations");
    }

    @Test
    void whatManyHoldIsEstimatedByASample() {
        String team = Answers.post(program, path + "/teams", Map.of("name", "Many " + System.nanoTime()))
                .at("id");
        String page = home + "/teams/" + team + "/edit";
        api.execute("""
                insert into onboarding.member (organization_id, id, address, grant_ids, joined_at)
                select ?::uuid, gen_random_uuid(), 'm' || n || '@many.example', array[?::uuid], now()
                from generate_series(1, 60) n""", id, team);
        try {
            assertThat(get(page).text()).contains("held by 60 members");
            seatsTaken(1_000_000);
            assertThat(get(page).text()).contains("held by more than 1,000 members");
        } finally {
            seatsTaken(0);
            api.execute(
                    "delete from onboarding.member where organization_id = ?::uuid and address like '%@many.example'",
                    id);
        }
    }

    private void seatsTaken(int taken) {
        api.execute("""
                insert into onboarding.organization_seats (organization_id, taken) values (?::uuid, ?)
                on conflict (organization_id) do update set taken = excluded.taken""", id, taken);
    }

    @Test
    void whatRolesPermitIsSaidInWords() {
        assertThat(get(home + "/roles").text())
                .contains("<span>See statistics</span> <code>statistics:read</code>")
                .containsPattern("value=\"units:write\"><span>Make, change and delete units and groups</span>")
                .doesNotContain("??");
    }

    @Test
    void aTeamShowsWhoIsInItAndWhoIsInvited() {
        String team = Answers.post(program, path + "/teams", Map.of("name", "Invited " + System.nanoTime()))
                .at("id");
        String page = home + "/teams/" + team;
        assertThat(get(page).text())
                .contains("Learners in team", "Invite to team")
                .doesNotContain("??");
        assertThat(get(page + "?tab=invites").text())
                .contains("Nobody is invited to this team yet.")
                .doesNotContain("??");

        String invitees = post(page + "/invite").location();
        assertThat(invitees).startsWith(home + "/invitations/");
        String ada = "ada-" + UUID.randomUUID() + "@example.com";
        post(invitees, "email", ada);

        assertThat(get(page + "?tab=invites").text()).contains(ada).doesNotContain("??");
        assertThat(get(page + "?tab=invites&q=nobody").text()).doesNotContain(ada);
        Page added = post(page + "/members", "emails", "nobody\n");
        assertThat(added.text()).contains("Cannot be added").doesNotContain("??");
        Page crowd = post(page + "/members", "emails", "crowd@example.com\n".repeat(1_001));
        assertThat(crowd.status()).isEqualTo(422);
        assertThat(crowd.text())
                .contains(
                        "Add at most 1,000 members at once.",
                        "href=\"#emails\"",
                        ">crowd@example.com\n",
                        "<details open")
                .doesNotContain("??");
        assertThat(get(home + "/teams/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(with("learner").browser().get(page).status()).isEqualTo(403);
        assertThat(with("learner").browser().post(page + "/invite").status()).isEqualTo(403);
    }
}
