package io.usher.api.invitations;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
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

class PatchedInvitationsIT extends InvitingScenario {

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
        assertThat(warnings(changed)).startsWith("public-without-emails");
        assertThat(get(caller, made).json().path("emails"))
                .isEqualTo(changed.json().path("emails"));
    }

    private static List<String> warnings(Answers answer) {
        return answer.json()
                .path("warnings")
                .valueStream()
                .map(warning -> warning.path("code").asString())
                .toList();
    }

    @Test
    void whoeverTakesAllEmailsOffIsWarned() {
        String made = post(
                        caller,
                        path,
                        Map.of(
                                "name",
                                "Ada",
                                "emails",
                                List.of("ada@x.io"),
                                "quota",
                                1,
                                "expiresAt",
                                "2099-01-01T00:00:00Z"))
                .header("Location");

        assertThat(warnings(patch(caller, made, Map.of("name", "Ada L.")))).isEmpty();
        assertThat(warnings(patch(caller, made, Map.of("emails", List.of(), "mode", "targeted"))))
                .isEmpty();
        assertThat(warnings(patch(caller, made, Map.of("emails", List.of(), "mode", "public"))))
                .containsExactly("public-without-emails");
        assertThat(warnings(get(caller, made))).isEmpty();
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
    void theModeMayBeSentBackAsItIsShown() {
        Answers made = post(caller, path, Map.of("name", "Corp", "emails", List.of("*@corp.com")));
        String invitees = "/api/v1/invitations/" + made.at("id") + "/invitees";
        String invitee = post(caller, invitees, List.of(Map.of("email", "ada@x.io")))
                .json()
                .at("/results/0/invitee")
                .asString();
        assertThat(post(caller, "/api/v1/invitees/" + invitee + "/cancel", "").status())
                .isEqualTo(200);
        Answers shown = get(caller, made.header("Location"));

        Answers patched = patch(
                caller,
                made.header("Location"),
                Map.of("name", "Corporation", "emails", List.of("*@corp.com"), "mode", shown.at("mode")));

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.at("mode")).isEqualTo(shown.at("mode"));
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
}
