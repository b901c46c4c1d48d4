package io.usher.api.organizations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class OrganizationsIT {

    private static final String PATH = "/api/v1/organizations";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient platform = api.platform();

    @Test
    void anOrganizationIsFoundUnderItsIdAndItsSlug() {
        Answers made = post(
                platform,
                PATH,
                Map.of(
                        "name",
                        "  Founding Academy ",
                        "plan",
                        Map.of("seats", 5, "roles", List.of("Learner", "learner"))));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("slug")).isEqualTo("founding-academy");
        assertThat(made.at("name")).isEqualTo("Founding Academy");
        assertThat(made.json().path("plan").toString()).isEqualTo("{\"seats\":5,\"roles\":[\"learner\"]}");
        assertThat(made.json().path("seatsTaken").asInt()).isZero();
        assertThat(made.json().path("seatsAvailable").asInt()).isEqualTo(5);
        assertThat(made.header("Location")).isEqualTo(PATH + "/" + made.at("id"));
        assertThat(get(platform, made.header("Location")).json()).isEqualTo(made.json());
        assertThat(get(platform, PATH + "/founding-academy").json()).isEqualTo(made.json());
    }

    @Test
    void aSlugIsTakenOnce() {
        assertThat(post(platform, PATH, Map.of("name", "One", "slug", "only-one"))
                        .status())
                .isEqualTo(201);

        assertThat(post(platform, PATH, Map.of("name", "Two", "slug", "only-one"))
                        .problem())
                .isEqualTo("409 slug-taken");
        assertThat(post(platform, PATH, named("Only one")).json().path("slug").asString())
                .as("one of its own where the name suggests a taken one")
                .matches("only-one-[0-9a-f]{12}");
    }

    @Test
    void everyOrganizationHasTheBuiltInRoles() {
        String id = api.organization("Built in").get("id").asString();

        assertThat(get(platform, PATH + "/" + id + "/roles")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(role -> role.path("name").asString() + " " + role.path("builtIn")))
                .containsExactlyInAnyOrder(
                        "admin true", "manager true", "learner-admin true", "learner-analyst true", "learner true");
    }

    @Test
    void thePlanChangesByMergePatch() {
        String path = PATH + "/" + api.organization("Patched").get("id").asString();

        Answers seats = patch(platform, path, Map.of("plan", Map.of("seats", 7)));
        Answers roles = patch(platform, path, "{\"plan\":{\"roles\":[\"manager\"]}}");
        Answers unlimited =
                patch(platform, path, "{\"plan\":{\"seats\":null}}", "Content-Type", "application/merge-patch+json");

        assertThat(seats.json().path("plan").toString()).isEqualTo("{\"seats\":7,\"roles\":null}");
        assertThat(roles.json().path("plan").toString()).isEqualTo("{\"seats\":7,\"roles\":[\"manager\"]}");
        assertThat(unlimited.json().path("plan").toString()).isEqualTo("{\"seats\":null,\"roles\":[\"manager\"]}");
        assertThat(get(platform, path).json()).isEqualTo(unlimited.json());
    }

    @Test
    void theLanguageAndTheReplyAddressOfItsMailsAreShownAndChangeByMergePatch() {
        Answers made = post(
                platform, PATH, Map.of("name", "Mailing", "locale", "de-at", "replyTo", " Office@Bücher.example\n"));
        String path = PATH + "/" + made.at("id");

        assertThat(made.status()).isEqualTo(201);
        assertThat(mails(made)).isEqualTo("de-AT Office@Bücher.example");
        assertThat(mails(get(platform, path))).isEqualTo("de-AT Office@Bücher.example");
        assertThat(mails(patch(platform, path, named("Renamed")))).isEqualTo("de-AT Office@Bücher.example");
        assertThat(mails(patch(platform, path, Map.of("locale", "fr")))).isEqualTo("fr Office@Bücher.example");
        assertThat(mails(patch(platform, path, Map.of("replyTo", "desk@example.com"))))
                .isEqualTo("fr desk@example.com");
        assertThat(get(platform, PATH + "?q=" + made.at("slug"))
                        .json()
                        .at("/items/0/replyTo")
                        .asString())
                .isEqualTo("desk@example.com");
        assertThat(mails(patch(platform, path, "{\"replyTo\": null}"))).isEqualTo("fr null");
        assertThat(mails(patch(platform, path, "{\"locale\": null}"))).isEqualTo("null null");
        assertThat(mails(get(platform, path))).isEqualTo("null null");
        assertThat(get(platform, path + "/audit?action=organization.updated")
                        .json()
                        .at("/items/3")
                        .toString())
                .contains("\"before\":{\"locale\":\"de-AT\"}", "\"after\":{\"locale\":\"fr\"}");
        assertThat(get(platform, path + "/audit?action=organization.updated")
                        .json()
                        .at("/items/1")
                        .toString())
                .contains("\"before\":{\"replyTo\":\"desk@example.com\"}", "\"after\":{\"replyTo\":null}");
        assertThat(get(platform, path + "/audit?action=organization.created").text())
                .as("where the erasure of a person finds it")
                .contains("\"replyTo\":\"office@xn--bcher-kva.example\"");
    }

    private static String mails(Answers organization) {
        return organization.json().path("locale").asString("null") + " "
                + organization.json().path("replyTo").asString("null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"locale\": \"not a tag\"} | locale",
                "{\"locale\": \"\"} | locale",
                "{\"replyTo\": \"\"} | replyTo",
                "{\"replyTo\": \"nobody\"} | replyTo",
                "{\"replyTo\": \"a@b.example, c@d.example\"} | replyTo",
                "{\"replyTo\": \"Ada <a@b.example>\"} | replyTo",
                "{\"replyTo\": \"a@b.example\\r\\nBcc: c@d.example\"} | replyTo",
                "{\"replyTo\": \"a\\r\\nBcc: c@b.example\"} | replyTo",
                "{\"replyTo\": \"jörg@example.com\"} | replyTo",
            })
    void whatIsNoLanguageOrNoAddressIsRefused(String body, String field) {
        String path = PATH + "/" + api.organization("Wrong mails").get("id").asString();

        Answers changed = patch(platform, path, body);
        assertThat(changed.problem()).isEqualTo("400 invalid");
        assertThat(changed.fields()).containsExactly(field);
        Answers made = post(platform, PATH, body.replace("{", "{\"name\": \"Wrong\", "));
        assertThat(made.problem()).isEqualTo("400 invalid");
        assertThat(made.fields()).containsExactly(field);
        assertThat(mails(get(platform, path))).isEqualTo("null null");
    }

    @Test
    void aPlanNamesOnlyRolesThatExist() {
        String path = PATH + "/" + api.organization("Known roles").get("id").asString();

        Answers unknown = patch(platform, path, Map.of("plan", Map.of("roles", List.of("learner", "mentor"))));
        assertThat(unknown.problem()).isEqualTo("422 unknown-role");
        assertThat(unknown.fields()).containsExactly("plan.roles[1]");

        String mentor = post(platform, path + "/roles", named("Mentor")).at("id");
        for (List<String> roles : List.of(
                List.of("LEARNER", "mentor"), List.of("learner", mentor), List.of("Learner", "MENTOR", mentor))) {
            Answers known = patch(platform, path, Map.of("plan", Map.of("roles", roles)));
            assertThat(known.json().at("/plan/roles").toString()).isEqualTo("[\"learner\",\"Mentor\"]");
        }
        assertThat(post(
                                platform,
                                path + "/invitations",
                                Map.of("name", "Named", "mode", "targeted", "roles", List.of("mentor")))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aRenamedRoleStaysInThePlan() {
        String path = PATH + "/" + api.organization("Renamed roles").get("id").asString();
        assertThat(post(platform, path + "/roles", named("Mentor")).status()).isEqualTo(201);
        assertThat(patch(platform, path, Map.of("plan", Map.of("roles", List.of("mentor"))))
                        .status())
                .isEqualTo(200);

        assertThat(patch(platform, path + "/roles/mentor", named("Coach")).status())
                .isEqualTo(200);

        assertThat(get(platform, path).json().path("plan").path("roles").toString())
                .isEqualTo("[\"Coach\"]");
    }

    @Test
    void aListLeadsThroughAllPagesOnceEach() {
        for (int i = 0; i < 5; i++) {
            assertThat(api.organization("Paged " + i)).isNotNull();
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = get(platform, PATH + "?limit=2" + (next.isEmpty() ? "" : "&cursor=" + next))
                    .json();
            page.path("items").forEach(item -> seen.add(item.path("id").asString()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().isSorted().hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void anOrganizationsKeySeesItsOrganizationAlone() {
        String own = api.organization("Own").get("id").asString();
        String other = api.organization("Other").get("id").asString();
        WebTestClient caller = api.as(api.key(own, "members:write", "teams:write", "invitations:write"));

        assertThat(get(caller, PATH)
                        .json()
                        .path("items")
                        .valueStream()
                        .map(item -> item.path("id").asString()))
                .containsExactly(own);
        assertThat(get(caller, PATH + "/" + own).status()).isEqualTo(200);
        for (String path :
                List.of("", "/teams", "/units", "/groups", "/courses", "/roles", "/api-keys", "/invitations")) {
            assertThat(get(caller, PATH + "/" + other + path).problem())
                    .as(path)
                    .isEqualTo("404 not-found");
        }
        assertThat(post(caller, PATH + "/other/teams", named("Mine")).problem()).isEqualTo("404 not-found");
        assertThat(patch(caller, PATH + "/" + other, named("Mine")).problem()).isEqualTo("404 not-found");
        assertThat(patch(caller, PATH + "/" + own, named("Mine")).problem()).isEqualTo("403 forbidden");
        assertThat(post(caller, PATH, named("Mine")).problem()).isEqualTo("403 forbidden");
    }
}
