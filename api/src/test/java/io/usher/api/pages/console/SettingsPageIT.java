package io.usher.api.pages.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.TestBrowser.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an organization is called, changed by who manages it. */
class SettingsPageIT extends ConsoleScenario {

    private final String settings = home + "/settings";

    private String name() {
        return Answers.get(api.platform(), path).at("name");
    }

    @Test
    void anAdminRenamesTheOrganization() {
        String slug = organization.path("slug").asString();
        assertThat(get(settings).text())
                .contains("value=\"" + name() + "\"", "href=\"/o/" + slug + "\"", "href=\"" + home + "/suppressions\"")
                .doesNotContain("name=\"slug\"", "??");
        assertThat(get(home).text()).contains("href=\"" + settings + "\"");

        Page wrong = post(settings, "name", " ");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("href=\"#name\"").doesNotContain("??");

        String renamed = "Renamed " + System.nanoTime();
        assertThat(post(settings, "name", renamed, "seats", "1000", "slug", "other")
                        .location())
                .isEqualTo(settings + "?done=changed");
        assertThat(get(settings + "?done=changed").text())
                .contains("Changed.", "value=\"" + renamed + "\"")
                .doesNotContain("??");
        Answers changed = Answers.get(api.platform(), path);
        assertThat(changed.at("name")).isEqualTo(renamed);
        assertThat(changed.at("slug")).isEqualTo(slug);
        assertThat(changed.json().at("/plan/seats").isNull()).isTrue();
        assertThat(get(home + "/audit?action=organization.updated").text())
                .contains(renamed, with("admin").address());
    }

    @Test
    void anAdminChoosesTheLanguageAndTheReplyAddressOfItsMails() {
        assertThat(get(settings).text())
                .contains("name=\"replyTo\" type=\"email\"", "Not set: English")
                .doesNotContain("selected", "??");

        Page wrong = post(settings, "name", name(), "locale", "fr", "replyTo", "nobody");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text())
                .contains("href=\"#replyTo\"", "Enter one email address", "value=\"nobody\"", "value=\"fr\" selected")
                .doesNotContain("??");
        Page unknown = post(settings, "name", name(), "locale", "not a tag");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text())
                .contains("href=\"#locale\"", "Choose one of the languages.")
                .doesNotContain("??");

        assertThat(post(settings, "name", name(), "locale", "de", "replyTo", "Office@acme.example")
                        .location())
                .isEqualTo(settings + "?done=changed");
        assertThat(get(settings).text())
                .contains("value=\"de\" selected", "value=\"Office@acme.example\"")
                .doesNotContain("??");
        assertThat(get(home + "/invitations/new?preset=company").text())
                .as("what it says later goes for its invitations, too")
                .contains("value=\"de\"", "value=\"en\"", "The organization’s language")
                .doesNotContain("value=\"de\" selected", "??");
        Page planned = platformAdministrator().browser().post(home + "/plan", "name", name());
        assertThat(planned.location()).isEqualTo(home + "/plan?done=changed");
        Answers changed = Answers.get(api.platform(), path);
        assertThat(changed.at("locale")).as("also after a change of the plan").isEqualTo("de");
        assertThat(changed.at("replyTo")).isEqualTo("Office@acme.example");

        Answers.patch(with("admin").page(), path, Map.of("locale", "pt-BR"));
        assertThat(get(settings).text()).contains("value=\"pt-BR\" selected");
        post(settings, "name", name(), "locale", "", "replyTo", "");
        Answers cleared = Answers.get(api.platform(), path);
        assertThat(cleared.json().path("locale").isNull()).isTrue();
        assertThat(cleared.json().path("replyTo").isNull()).isTrue();
    }

    @Test
    void theApiLetsAnAdminChangeTheNameAndNotThePlan() {
        Answers renamed = Answers.patch(with("admin").page(), path, Map.of("name", "By the API"));
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(name()).isEqualTo("By the API");

        Answers plan = Answers.patch(with("admin").page(), path, Map.of("plan", Map.of("seats", 9)));
        assertThat(plan.problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(Answers.patch(program, path, Map.of("name", "By a key")).problem())
                .isEqualTo("403 forbidden");
        assertThat(Answers.patch(with("learner-admin").page(), path, Map.of("name", "Mine"))
                        .problem())
                .isEqualTo("403 forbidden");
        assertThat(Answers.get(api.platform(), path).json().at("/plan/seats").isNull())
                .isTrue();
    }

    @Test
    void othersDoNotGetThere() {
        for (String role : List.of("manager", "learner-admin", "learner-analyst", "learner")) {
            assertThat(with(role).browser().get(settings).status()).as(role).isEqualTo(403);
            assertThat(with(role)
                            .browser()
                            .post(settings, "name", "Mine", "locale", "ja", "replyTo", "mine@example.com")
                            .status())
                    .as(role)
                    .isEqualTo(403);
            for (String setting : List.of("locale", "replyTo")) {
                assertThat(Answers.patch(with(role).page(), path, "{\"" + setting + "\": null}")
                                .problem())
                        .as(role)
                        .isEqualTo("403 forbidden");
            }
        }
        assertThat(name()).isNotEqualTo("Mine");
        assertThat(Answers.get(api.platform(), path).text()).doesNotContain("\"ja\"", "mine@example.com");
    }
}
