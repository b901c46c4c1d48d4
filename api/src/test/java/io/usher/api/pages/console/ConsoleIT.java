package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The way into the console, and what everybody finds there. */
class ConsoleIT extends ConsoleScenario {

    @Test
    void whoHasOneOrganizationIsLedStraightToIt() {
        assertThat(get("/console").location()).isEqualTo(home);
        assertThat(get("/me").text()).contains("href=\"/console\"");

        invitation("name", "Open to all", "quota", 5);
        invitation("name", "Switched off", "status", "disabled");

        Page overview = get(home);

        assertThat(overview.status()).isEqualTo(200);
        assertThat(overview.text())
                .contains(
                        "<h1>Overview</h1>",
                        "href=\"" + home + "/invitations\"",
                        "Seats taken: 0;",
                        "Open to all</a>",
                        "0 of 5")
                .doesNotContain("??", "Other organizations", "Switched off");
        assertThat(overview.header("content-security-policy")).contains("script-src 'self'");
        assertThat(overview.text()).as("inline").doesNotContain("style=", "<style", "onclick", "<script>");
    }

    @Test
    void whoHasSeveralOrganizationsChooses() {
        NewAccount person = NewAccount.on(api);
        JsonNode other = api.organization("Other " + System.nanoTime());
        join(person, id, "admin");
        join(person, other.path("id").asString(), "learner-analyst");

        Page chooser = person.browser().get("/console");

        assertThat(chooser.text())
                .contains(
                        "href=\"" + home + "\"",
                        "href=\"/console/" + other.path("slug").asString() + "\"")
                .doesNotContain("??");
        assertThat(person.browser().get(home).text()).contains("Other organizations");
    }

    @Test
    void whoRunsNothingFindsNothing() {
        NewAccount learner = with("learner");

        assertThat(learner.browser().get("/me").text()).doesNotContain("href=\"/console\"");
        assertThat(learner.browser().get("/console").text()).contains("You do not manage any organization.");
        assertThat(learner.browser().get(home).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/invitations", "/invitations/new"})
    void theConsoleOfOthersDoesNotExist(String page) {
        String theirs = "/console/" + api.organization("Theirs").path("slug").asString();

        Page none = get("/console/nothing-of-that-name" + page);

        assertThat(none.status()).isEqualTo(404);
        assertThat(get(theirs + page).status()).isEqualTo(404);
        assertThat(get(theirs + page).text()).isEqualTo(none.text());
    }

    @Test
    void menuAndPagesFollowFromTheRoles() {
        NewAccount analyst = with("learner-analyst");

        assertThat(analyst.browser().get(home).text()).doesNotContain("/invitations", "First steps");
        assertThat(analyst.browser().get(home + "/invitations").status()).isEqualTo(403);
        assertThat(analyst.browser().get(home + "/invitations/new").status()).isEqualTo(403);
    }

    @Test
    void thePlatformFoundsOrganizations() {
        NewAccount root = platformAdministrator();
        String all = "/console/platform/organizations";
        assertThat(root.browser().get("/console").location()).isEqualTo(all);
        assertThat(root.browser().get(all).text()).contains("href=\"" + all + "/new\"");
        assertThat(get(all).status()).as("nobody else").isEqualTo(403);
        assertThat(post(all + "/new", "name", "Mine").status()).isEqualTo(403);

        Page wrong = root.browser().post(all + "/new", "name", "", "slug", "No Slug", "seats", "many");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text())
                .contains("href=\"#seats\"", "value=\"No Slug\"", "value=\"many\"")
                .doesNotContain("??");
        Page none = root.browser().post(all + "/new", "name", "", "slug", "No Slug", "seats", "3");
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.text()).contains("href=\"#name\"", "href=\"#slug\"").doesNotContain("??");

        String slug = "founded-" + System.nanoTime();
        Page founded = root.browser()
                .post(
                        all + "/new",
                        "name",
                        "Founded",
                        "slug",
                        slug,
                        "seats",
                        "3",
                        "roles",
                        "admin",
                        "roles",
                        "learner");
        assertThat(founded.location()).isEqualTo("/console/" + slug);
        assertThat(root.browser()
                        .post(all + "/new", "name", "Again", "slug", slug)
                        .status())
                .isEqualTo(409);

        assertThat(root.browser().get("/console/" + slug).text())
                .contains("First steps", "Seats taken: 0 of 3.", "invitations/new?preset=admin")
                .doesNotContain("??");
        Answers made = Answers.get(api.platform(), "/api/v1/organizations/" + slug);
        assertThat(made.json().at("/plan/roles").toString()).isEqualTo("[\"admin\",\"learner\"]");
        assertThat(Answers.get(api.platform(), "/api/v1/organizations/" + slug + "/audit")
                        .json()
                        .at("/items/0/actor/name")
                        .asString())
                .isEqualTo(root.address());
        assertThat(root.browser().get(all + "?q=" + slug).text()).contains("href=\"/console/" + slug + "\"");
    }

    @ParameterizedTest
    @CsvSource({"de, Übersicht", "es, Resumen", "fr, Vue d’ensemble", "ja, 概要"})
    void theConsoleSpeaksTheLanguageOfTheAccount(String language, String overview) {
        TestBrowser admin = with("admin").browser();
        admin.post("/me/profile", "firstName", "Ada", "lastName", "Lovelace", "language", language);
        try {
            assertThat(get(home).text()).contains("<h1>" + overview + "</h1>").doesNotContain("??");
            assertThat(get(home + "/invitations/new").text())
                    .contains("lang=\"" + language + "\"")
                    .doesNotContain("??");
        } finally {
            admin.post("/me/profile", "firstName", "Ada", "lastName", "Lovelace", "language", "en");
        }
    }
}
