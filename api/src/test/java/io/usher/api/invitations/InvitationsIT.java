package io.usher.api.invitations;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvitationsIT {

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Inviting " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id + "/invitations";
    private final WebTestClient caller = api.as(
            api.key(id, "invitations:read", "invitations:write", "members:read", "members:write", "statistics:read"));

    @Test
    void everyKindIsGrantedByNameOrIdAndChangedOnItsOwn() {
        String organization = "/api/v1/organizations/" + id;
        WebTestClient platform = api.platform();
        post(platform, organization + "/units", named("Berlin"));
        String paris = post(platform, organization + "/units", named("Paris")).at("id");
        post(platform, organization + "/groups", named("Alumni"));
        post(platform, organization + "/courses", Map.of("name", "Kubernetes", "kind", "path"));

        Answers made = post(caller, path, """
                {"name": "All kinds", "unit": "berlin", "groups": ["ALUMNI"], "courses": ["kubernetes"]}""");
        Answers moved = patch(caller, made.header("Location"), Map.of("unit", paris, "courses", List.of()));
        Answers nowhere = patch(caller, made.header("Location"), "{\"unit\": null}");
        delete(platform, organization + "/groups/alumni");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("roles").toString()).isEqualTo("[\"learner\"]");
        assertThat(made.at("unit")).isEqualTo("Berlin");
        assertThat(made.json().path("groups").toString()).isEqualTo("[\"Alumni\"]");
        assertThat(made.json().path("courses").toString()).isEqualTo("[\"Kubernetes\"]");
        assertThat(moved.at("unit")).isEqualTo("Paris");
        assertThat(moved.json().path("groups").toString()).isEqualTo("[\"Alumni\"]");
        assertThat(moved.json().path("courses").isEmpty()).isTrue();
        assertThat(nowhere.json().path("unit").isNull()).isTrue();
        assertThat(get(caller, made.header("Location")).json().path("groups").isEmpty())
                .as("deleted")
                .isTrue();
    }

    @Test
    void anInvitationIsAnsweredWithAllItsProperties() {
        assertThat(post(api.platform(), "/api/v1/organizations/" + id + "/teams", named("Alpha"))
                        .status())
                .isEqualTo(201);

        Answers made = post(caller, path, """
                {"name": "Spring", "description": "Two\\nlines", "emails": ["Ada@Example.com", "@Layer5.io"],
                 "opensAt": "2026-01-01T00:00:00+01:00", "expiresAt": "2999-01-01T00:00:00Z", "quota": 100,
                 "roles": ["Manager", "learner"], "teams": ["alpha"], "unit": null, "groups": [], "courses": [],
                 "accessExpiresAt": null, "status": "enabled", "waitlist": true, "sendEmails": false, "locale": "de-at"}""");
        JsonNode invitation = made.json();

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(made.header("Location")).isEqualTo("/api/v1/invitations/" + made.at("id"));
        assertThat(invitation.propertyNames())
                .containsExactly(
                        "id code link organization name description emails mode opensAt expiresAt quota roles teams unit"
                                .concat(" groups courses accessExpiresAt status state waitlist sendEmails locale")
                                .concat(" accepted remaining waitlisted warnings createdBy createdAt updatedAt")
                                .concat(" version")
                                .split(" "));
        assertThat(made.at("code")).matches("[0-9A-Za-z]{22}");
        assertThat(made.at("link")).isEqualTo("http://localhost:8080/i/" + made.at("code"));
        assertThat(made.at("organization")).isEqualTo(id);
        assertThat(invitation.path("emails").toString()).isEqualTo("[\"*@layer5.io\",\"Ada@Example.com\"]");
        assertThat(made.at("mode")).isEqualTo("mixed");
        assertThat(made.at("opensAt")).isEqualTo("2025-12-31T23:00:00Z");
        assertThat(invitation.path("roles").toString()).isEqualTo("[\"manager\",\"learner\"]");
        assertThat(invitation.path("teams").toString()).isEqualTo("[\"Alpha\"]");
        assertThat(made.at("locale")).isEqualTo("de-AT");
        assertThat(made.at("state")).isEqualTo("enabled");
        assertThat(invitation.path("waitlist").asBoolean()).isTrue();
        assertThat(invitation.path("remaining").asInt()).isEqualTo(100);
        assertThat(invitation.path("warnings").isEmpty()).isTrue();
        assertThat(made.at("createdBy")).startsWith("key:");
        assertThat(get(caller, made.header("Location")).json()).isEqualTo(invitation);
        assertThat(get(caller, "/api/v1/invitations/" + made.at("code")).json()).isEqualTo(invitation);
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        JsonNode invitation = post(caller, path, named("Plain")).json();

        assertThat(invitation.path("mode").asString()).isEqualTo("public");
        assertThat(invitation.path("status").asString()).isEqualTo("enabled");
        assertThat(invitation.path("roles").toString()).isEqualTo("[\"learner\"]");
        assertThat(invitation.path("sendEmails").asBoolean()).isTrue();
        assertThat(invitation.path("waitlist").asBoolean()).isFalse();
        assertThat(invitation.path("remaining").isNull()).isTrue();
        assertThat(invitation.path("warnings").get(0).path("code").asString()).isEqualTo("public-without-limits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 invalid | name",
                "{\"name\": \"\"} | 400 invalid | name",
                "{\"name\": \"x\", \"quota\": 0} | 400 invalid | quota",
                "{\"name\": \"x\", \"quota\": -1} | 400 invalid | quota",
                "{\"name\": \"x\", \"quota\": 1.5} | 400 malformed | quota",
                "{\"name\": \"x\", \"quota\": \"5\"} | 400 malformed | quota",
                "{\"name\": \"x\", \"quota\": 99999999999} | 400 malformed | quota",
                "{\"name\": \"x\", \"color\": \"red\"} | 400 malformed | color",
                "{\"name\": \"x\", \"id\": \"1\"} | 400 malformed | id",
                "{\"name\": 5} | 400 malformed | name",
                "{\"name\": \"a\\u0000b\"} | 400 malformed | name",
                "{\"name\": \"x\", \"emails\": [\"a@b.co\", \"c\\ud800@b.co\"]} | 400 malformed | emails[1]",
                "{\"name\": \"x\", \"emails\": [\"a@b.co\", \"nobody\"]} | 400 invalid | emails[1]",
                "{\"name\": \"x\", \"emails\": \"a@b.co\"} | 400 malformed | emails",
                "{\"name\": \"x\", \"status\": \"on\"} | 400 invalid | status",
                "{\"name\": \"x\", \"locale\": \"not a tag\"} | 400 invalid | locale",
                "{\"name\": \"x\", \"opensAt\": 5} | 400 malformed | opensAt",
                "{\"name\": \"x\", \"opensAt\": \"tomorrow\"} | 400 malformed | opensAt",
                "{\"name\": \"x\", \"opensAt\": \"+99999-01-01T00:00:00Z\"} | 400 malformed | opensAt",
                "{\"name\": \"x\", \"opensAt\": \"2026-01-02T00:00:00Z\", \"expiresAt\": \"2026-01-02T00:00:00Z\"}"
                        + " | 400 invalid | expiresAt",
                "{\"name\": \"x\", \"roles\": [\"learner\", \"mentor\"]} | 422 unknown-role | roles[1]",
                "{\"name\": \"x\", \"teams\": [\"nowhere\"]} | 422 unknown-team | teams[0]",
                "{\"name\": \"x\", \"unit\": \"nowhere\"} | 422 unknown-unit | unit",
                "{\"name\": \"x\", \"groups\": [\"nobody\"]} | 422 unknown-group | groups[0]",
                "{\"name\": \"x\", \"courses\": [\"nothing\"]} | 422 unknown-course | courses[0]",
                "{\"name\": \"x\", \"mode\": \"domain\"} | 400 invalid | mode",
                "{\"name\": \"x\", \"accessExpiresAt\": \"2026-01-02T00:00:00Z\"} | 422 not-supported | accessExpiresAt",
            })
    void whatIsWrongIsNamed(String body, String problem, String field) {
        Answers refused = post(caller, path, body);

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.fields()).containsExactly(field);
    }

    @Test
    void aQuotaOfNothingIsRefusedWithAHint() {
        assertThat(post(caller, path, Map.of("name", "x", "quota", 0)).text()).contains("status");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(post(caller, path, Map.of("quota", 0, "status", "x", "emails", List.of("y")))
                        .fields())
                .containsExactlyInAnyOrder("name", "quota", "status", "emails[0]");
    }

    @Test
    void aRoleOutsideOfThePlanIsRefusedByName() {
        String small = api.organization("Small plan").get("id").asString();
        assertThat(patch(
                                api.platform(),
                                "/api/v1/organizations/" + small,
                                Map.of("plan", Map.of("roles", List.of("learner"))))
                        .status())
                .isEqualTo(200);

        Answers refused = post(
                api.platform(),
                "/api/v1/organizations/" + small + "/invitations",
                Map.of("name", "x", "roles", List.of("learner", "Manager")));

        assertThat(refused.problem()).isEqualTo("422 role-not-in-plan");
        assertThat(refused.text()).contains("manager");
    }

    @Test
    void nobodyInvitesIntoARoleThatMayDoMoreThanTheyMay() {
        WebTestClient inviter = api.as(api.key(id, "invitations:write"));
        Answers refused = post(inviter, path, Map.of("name", "x", "roles", List.of("learner", "Admin")));
        assertThat(refused.problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(refused.fields()).containsExactly("roles[1]");
        assertThat(refused.text()).contains("admin", "organization:manage");

        String own = post(inviter, path, Map.of("name", "x", "roles", List.of("learner")))
                .header("Location");
        assertThat(patch(inviter, own, Map.of("roles", List.of("learner-analyst")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(inviter, own, named("y")).status()).isEqualTo(200);
    }

    @Test
    void toLetMorePeopleHaveARoleTakesAsMuchAsToNameIt() {
        WebTestClient inviter = api.as(api.key(id, "invitations:write"));
        String strong = post(
                        api.platform(),
                        path,
                        Map.of("name", "x", "quota", 5, "emails", List.of("a@corp.com"), "roles", List.of("admin")))
                .header("Location");

        for (Map<String, Object> wider : List.<Map<String, Object>>of(
                Map.of("emails", List.of("a@corp.com", "me@corp.com")),
                Map.of("quota", 6),
                Map.of("expiresAt", "2999-01-01T00:00:00Z"))) {
            Answers refused = patch(inviter, strong, wider);
            assertThat(refused.problem()).as("%s", wider).isEqualTo("403 exceeds-own-scopes");
            assertThat(refused.fields()).containsExactly("roles[0]");
        }
        assertThat(patch(inviter, strong, Map.of("quota", 4, "name", "y", "status", "disabled"))
                        .status())
                .isEqualTo(200);
        assertThat(patch(inviter, strong, Map.of("status", "enabled")).problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(api.platform(), strong, Map.of("status", "enabled")).status())
                .isEqualTo(200);
    }

    @Test
    void aMergePatchReplacesWhatItNamesAndClearsWhatItNulls() {
        String made = post(
                        caller,
                        path,
                        Map.of("name", "Patch me", "quota", 5, "description", "text", "emails", List.of("*@a.io")))
                .header("Location");

        Answers changed = patch(caller, made, "{\"name\":\"Patched\",\"quota\":null,\"emails\":null}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        assertThat(changed.at("name")).isEqualTo("Patched");
        assertThat(changed.at("description")).isEqualTo("text");
        assertThat(changed.json().path("quota").isNull()).isTrue();
        assertThat(changed.at("mode")).isEqualTo("public");
        assertThat(get(caller, made).json()).isEqualTo(changed.json());
    }

    @Test
    void anInvitationMayBeTargetedBeforeItHasAddressees() {
        Answers made = post(caller, path, Map.of("name", "Later", "mode", "targeted"));
        Answers renamed = patch(caller, made.header("Location"), named("Sooner"));
        Answers filled = patch(caller, made.header("Location"), Map.of("emails", List.of("ada@x.io")));

        assertThat(made.at("mode")).isEqualTo("targeted");
        assertThat(made.json().path("emails").isEmpty()).isTrue();
        assertThat(renamed.at("mode")).isEqualTo("targeted");
        assertThat(filled.at("mode")).isEqualTo("targeted");
        assertThat(get(caller, made.header("Location")).json()).isEqualTo(filled.json());
    }

    @Test
    void theWaitingListIsSwitchedByAPatch() {
        String made = post(caller, path, named("Queue")).header("Location");

        assertThat(patch(caller, made, Map.of("waitlist", true))
                        .json()
                        .path("waitlist")
                        .asBoolean())
                .isTrue();
        assertThat(get(caller, made).json().path("waitlist").asBoolean()).isTrue();
        assertThat(patch(caller, made, "{\"waitlist\": null}")
                        .json()
                        .path("waitlist")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aPatchThatChangesNothingKeepsTheVersion() {
        Answers made = post(caller, path, Map.of("name", "Same", "quota", 5));

        assertThat(patch(caller, made.header("Location"), Map.of("name", " Same ", "quota", 5))
                        .json())
                .isEqualTo(made.json());
        assertThat(patch(caller, made.header("Location"), "{}").header("ETag")).isEqualTo("\"1\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": null} | 400 invalid | name",
                "{\"status\": null} | 400 invalid | status",
                "{\"quota\": 0} | 400 invalid | quota",
                "{\"accepted\": 5} | 400 malformed | accepted",
                "{\"version\": null} | 400 malformed | version",
                "{\"roles\": [\"mentor\"]} | 422 unknown-role | roles[0]",
                "{\"mode\": \"mixed\"} | 400 invalid | mode",
                "{\"waitlist\": \"yes\"} | 400 malformed | waitlist",
            })
    void aWrongPatchChangesNothing(String patch, String problem, String field) {
        Answers made = post(caller, path, named("Stays"));

        Answers refused = patch(caller, made.header("Location"), patch);

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.fields()).containsExactly(field);
        assertThat(get(caller, made.header("Location")).json()).isEqualTo(made.json());
    }

    @Test
    void whatIsNoMergePatchIsRefused() {
        String made = post(caller, path, named("Stays")).header("Location");

        for (String body : List.of("[]", "5", "\"x\"", "null", "", "{")) {
            assertThat(patch(caller, made, body).problem()).as(body).isEqualTo("400 malformed");
        }
        assertThat(patch(caller, made, "a,b", "Content-Type", "text/csv").problem())
                .isEqualTo("415 unsupported-media-type");
    }

    @Test
    void aRoleThatWasDeletedIsNotShownAndNotAskedForAgain() {
        String roles = "/api/v1/organizations/" + id + "/roles";
        assertThat(post(api.platform(), roles, named("mentor")).status()).isEqualTo(201);
        String made = post(caller, path, Map.of("name", "x", "roles", List.of("mentor", "learner")))
                .header("Location");
        assertThat(delete(api.platform(), roles + "/mentor").status()).isEqualTo(204);

        Answers changed = patch(caller, made, named("y"));

        assertThat(changed.json().path("roles").toString()).isEqualTo("[\"learner\"]");
    }

    @Test
    void aPlanThatHasChangedIsAskedOnlyForWhatIsTouched() {
        String changing = "/api/v1/organizations/"
                + api.organization("Plan changes").get("id").asString();
        WebTestClient platform = api.platform();
        String made = post(platform, changing + "/invitations", Map.of("name", "x", "roles", List.of("manager")))
                .header("Location");
        assertThat(post(platform, changing + "/teams", named("Alpha")).status()).isEqualTo(201);
        assertThat(patch(platform, changing, Map.of("plan", Map.of("roles", List.of("learner"))))
                        .status())
                .isEqualTo(200);

        assertThat(patch(platform, made, Map.of("teams", List.of("alpha")))
                        .json()
                        .path("roles")
                        .toString())
                .isEqualTo("[\"manager\"]");
        assertThat(patch(platform, made, Map.of("roles", List.of("manager", "learner")))
                        .problem())
                .isEqualTo("422 role-not-in-plan");
    }

    @Test
    void aVersionThatIsNotTheCallersIsNotTouched() {
        String made = post(caller, path, named("Versioned")).header("Location");

        assertThat(patch(caller, made, named("a"), "If-Match", "\"2\"").problem())
                .isEqualTo("412 version-mismatch");
        assertThat(patch(caller, made, named("a"), "If-Match", "W/\"1\"").problem())
                .isEqualTo("412 version-mismatch");
        assertThat(patch(caller, made, named("a"), "If-Match", "\"9\", \"1\"").status())
                .isEqualTo(200);
        assertThat(delete(caller, made, "If-Match", "\"1\"").problem()).isEqualTo("412 version-mismatch");
        assertThat(delete(caller, made, "If-Match", "*").status()).isEqualTo(204);
    }

    @Test
    void whoHasTheVersionIsNotSentItAgain() {
        String made = post(caller, path, named("Cached")).header("Location");

        Answers same = get(caller, made, "If-None-Match", "W/\"1\"");

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.text()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo("\"1\"");
        assertThat(get(caller, made, "If-None-Match", "\"2\"").status()).isEqualTo(200);
    }

    @Test
    void aDeletedInvitationSaysSo() {
        String made = post(caller, path, named("Gone")).header("Location");

        assertThat(delete(caller, made).status()).isEqualTo(204);

        assertThat(get(caller, made).problem()).isEqualTo("404 invitation-deleted");
        assertThat(patch(caller, made, named("x")).problem()).isEqualTo("404 invitation-deleted");
        assertThat(delete(caller, made).problem()).isEqualTo("404 invitation-deleted");
        assertThat(get(caller, path).text()).doesNotContain("Gone");
    }

    @Test
    void anotherOrganizationsInvitationIsNotThere() {
        Answers made = post(caller, path, named("Hidden"));
        String other =
                api.organization("Curious " + System.nanoTime()).get("id").asString();
        WebTestClient stranger = api.as(api.key(other, "invitations:read", "invitations:write"));
        WebTestClient reader = api.as(api.key(id, "invitations:read"));
        WebTestClient nobody = api.as(api.key(id, "members:read"));

        for (String reference : List.of(made.at("id"), made.at("code"))) {
            String one = "/api/v1/invitations/" + reference;
            assertThat(get(stranger, one).problem()).isEqualTo("404 not-found");
            assertThat(patch(stranger, one, named("x")).problem()).isEqualTo("404 not-found");
            assertThat(delete(stranger, one).problem()).isEqualTo("404 not-found");
            assertThat(get(reader, one).status()).isEqualTo(200);
            assertThat(patch(reader, one, named("x")).problem()).isEqualTo("403 forbidden");
            assertThat(delete(reader, one).problem()).isEqualTo("403 forbidden");
            assertThat(get(nobody, one).problem()).isEqualTo("403 forbidden");
        }
    }
}
