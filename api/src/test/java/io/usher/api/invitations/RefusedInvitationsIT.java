package io.usher.api.invitations;

import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.reactive.server.WebTestClient;

class RefusedInvitationsIT extends InvitingScenario {

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
                "{\"name\": \"x\", \"accessExpiresAt\": \"2026-01-02T00:00:00Z\"} | 422 in-the-past | accessExpiresAt",
            })
    void whatIsWrongIsNamed(String body, String problem, String field) {
        Answers refused = post(caller, path, body);

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.fields()).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"x\", \"quota\": 1.5} | must be a whole number of at most 2147483647",
                "{\"name\": \"x\", \"quota\": 99999999999} | must be a whole number of at most 2147483647",
                "{\"name\": \"x\", \"quota\": true} | must be a whole number of at most 2147483647",
                "{\"name\": \"x\", \"expiresAt\": \"tomorrow\"} | must be an instant as RFC 3339 has them, before the year 9999, such as 2027-03-01T12:00:00Z",
                "{\"name\": \"a\\u0000b\"} | must be text, without NUL and halves of surrogate pairs",
                "{\"name\": 5} | must be text, without NUL and halves of surrogate pairs",
                "{\"name\": \"x\", \"waitlist\": 1} | must be true or false",
                "{\"name\": \"x\", \"emails\": \"a@b.co\"} | must be an array",
            })
    void whatWasExpectedIsSaid(String body, String expected) {
        assertThat(post(caller, path, body)
                        .json()
                        .path("errors")
                        .path(0)
                        .path("message")
                        .asString())
                .isEqualTo(expected);
    }

    @Test
    void aBodyThatIsMissingIsCalledThat() {
        assertThat(post(caller, path, "").json().path("detail").asString()).isEqualTo("The request has no body.");
        assertThat(post(caller, path, "[]").json().path("detail").asString()).isEqualTo("The body must be an object.");
    }

    @Test
    void bothEndsInThePastAreNamed() {
        assertThat(post(
                                caller,
                                path,
                                Map.of(
                                        "name", "x",
                                        "expiresAt", "2020-01-01T00:00:00Z",
                                        "accessExpiresAt", "2020-01-01T00:00:00Z"))
                        .fields())
                .containsExactly("expiresAt", "accessExpiresAt");
    }

    @Test
    void aQuotaOfNothingIsRefusedWithAHint() {
        assertThat(post(caller, path, Map.of("name", "x", "quota", 0)).text()).contains("status");
    }

    @Test
    void unknownNamesOfAllKindsAreReportedTogether() {
        Answers refused = post(
                caller,
                path,
                Map.of(
                        "name",
                        "x",
                        "roles",
                        List.of("learner", "mentor"),
                        "teams",
                        List.of("nowhere"),
                        "unit",
                        "nowhere",
                        "courses",
                        List.of("nothing")));

        assertThat(refused.problem()).isEqualTo("422 unknown-role");
        assertThat(refused.fields()).containsExactly("roles[1]", "teams[0]", "unit", "courses[0]");
    }

    @Test
    void allErrorsAreReportedTogether() {
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
}
