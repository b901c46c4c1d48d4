package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What forms of the console offer to choose from, and what is chosen without script. */
class PickersIT extends ConsoleScenario {

    private static final Pattern CHOICE = Pattern.compile("<input type=\"(?:checkbox|radio)\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern OPTION = Pattern.compile("<option value=\"([^\"]+)\"[^>]*>([^<]*)</option>");

    private final String form = home + "/invitations/new";

    private void make(String kind, String name, String... more) {
        Map<String, String> body = new HashMap<>(Map.of("name", name));
        if (more.length > 0) {
            body.put(more[0], more[1]);
        }
        assertThat(Answers.post(program, path + "/" + kind, body).status()).isEqualTo(201);
    }

    private static String part(Page page, String id) {
        String fieldset = page.text().substring(page.text().indexOf("<fieldset id=\"" + id + "\""));
        return fieldset.substring(0, fieldset.indexOf("</fieldset>"));
    }

    private static List<String> choices(String part) {
        return CHOICE.matcher(part).results().map(found -> found.group(1)).toList();
    }

    private JsonNode made(String name, String... fields) {
        String[] all = new String[fields.length + 6];
        System.arraycopy(
                new String[] {"name", name, "seen", "public-without-expiry", "seen", "public-without-quota"},
                0,
                all,
                0,
                6);
        System.arraycopy(fields, 0, all, 6, fields.length);
        Page saved = post(form, all);
        assertThat(saved.status()).as(saved.text()).isEqualTo(303);
        String id = saved.location().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
        return Answers.get(program, "/api/v1/invitations/" + id).json();
    }

    @Test
    void everythingIsInTheOrderInWhichPeopleSortIt() {
        List.of("team 10", "Zebras", "Team 2", "Ärzte", "apples").forEach(name -> make("teams", name));
        with("admin").browser().post(home + "/roles", "name", "Assistant", "permissions", "members:read");

        Page page = get(form);

        assertThat(page.text()).doesNotContain("??");
        assertThat(choices(part(page, "teams"))).containsExactly("apples", "Ärzte", "Team 2", "team 10", "Zebras");
        assertThat(OPTION.matcher(part(page, "teams")).results().map(found -> found.group(1)))
                .containsExactly("apples", "Ärzte", "Team 2", "team 10", "Zebras");
        assertThat(choices(part(page, "roles")))
                .containsExactly("admin", "manager", "learner-admin", "learner-analyst", "learner", "Assistant");
    }

    @Test
    void unitsAreATreeOfWhichOneIsTypedOrChosen() {
        make("units", "Asia");
        make("units", "Europe");
        make("units", "Africa");
        make("units", "Spain", "parent", "Europe");
        make("units", "Germany", "parent", "Europe");
        make("units", "Berlin", "parent", "Germany");

        String unit = part(get(form), "unit");
        assertThat(choices(unit)).containsExactly("Africa", "Asia", "Europe", "Germany", "Berlin", "Spain");
        assertThat(unit)
                .contains("value=\"\" checked=\"checked\"", "<small>Part of Germany</small>")
                .containsPattern(
                        "(?s)<li class=\"depth-2\"><label><input type=\"radio\" name=\"unit\" value=\"Berlin\">");
        assertThat(OPTION.matcher(unit).results().map(found -> found.group(1) + ": " + found.group(2)))
                .contains("Europe: ", "Berlin: Part of Germany");

        assertThat(made("Typed", "unit", "berlin", "unit", "Europe")
                        .path("unit")
                        .asString())
                .isEqualTo("Berlin");
        JsonNode chosen = made("Chosen", "unit", "", "unit", "Europe");
        assertThat(chosen.path("unit").asString()).isEqualTo("Europe");
        String shown = part(get(home + "/invitations/" + chosen.path("id").asString() + "/edit"), "unit");
        assertThat(shown).containsPattern("value=\"Europe\" checked(=\"checked\")?>");
        assertThat(choices(shown)).containsExactly("Europe", "Africa", "Asia", "Germany", "Berlin", "Spain");
    }

    @Test
    void unitsAreListedAsATree() {
        make("units", "Earth");
        make("units", "Lisbon");
        make("units", "Portugal", "parent", "Earth");
        Answers.patch(program, path + "/units/Lisbon", Map.of("parent", "Portugal"));

        assertThat(get(home + "/units").text())
                .containsPattern("(?s)<th scope=\"row\"><span>Earth</span>.*<span class=\"depth-1\">Portugal</span>"
                        + ".*<span class=\"depth-2\">Lisbon</span>")
                .doesNotContain("??");
    }

    @Test
    void whatIsTypedIsGivenBesideWhatIsTicked() {
        List.of("Mathematics", "Physics", "Chemistry").forEach(name -> make("groups", name));

        assertThat(made("Typed", "groups", "physics", "groups", "Chemistry").path("groups"))
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrder("Physics", "Chemistry");
        assertThat(made("Twice", "groups", "physics", "groups", "Physics").path("groups"))
                .extracting(JsonNode::asString)
                .containsExactly("Physics");
        Page unknown = post(form, "name", "Unknown", "groups", "Alchemy", "groups", "Physics");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.text()).contains("href=\"#groups\"").doesNotContain("??");
        assertThat(part(unknown, "groups"))
                .containsPattern("value=\"Alchemy\" checked")
                .containsPattern("value=\"Physics\" checked");
    }

    @Test
    void longListsAreClosedUntilSomebodyBrowsesThem() {
        make("courses", "Course 0", "kind", "course");
        assertThat(part(get(form), "courses")).contains("<details open");
        for (int course = 1; course <= 10; course++) {
            make("courses", "Course " + course, "kind", "course");
        }

        String courses = part(get(form), "courses");
        assertThat(courses).contains("<details>");
        assertThat(choices(courses)).hasSize(11).endsWith("Course 9", "Course 10");
    }

    @Test
    void aListThatIsCutOffSaysSo() {
        api.execute("""
                insert into directory.grantable (id, organization_id, kind, name, created_at)
                select gen_random_uuid(), ?::uuid, 'group', 'Group ' || n, now()
                from generate_series(1, 1000 - (select count(*) from directory.grantable
                                                where organization_id = ?::uuid and kind = 'group')) n""", id, id);
        String all = part(get(form), "groups");
        assertThat(choices(all)).hasSize(1_000);
        assertThat(all).doesNotContain("Only the first");

        make("groups", "Zebras and others");

        String cut = part(get(form), "groups");
        assertThat(choices(cut)).hasSize(1_000).doesNotContain("Zebras and others");
        assertThat(cut).contains("Only the first 1,000 are listed. Type the names of others.");
    }
}
