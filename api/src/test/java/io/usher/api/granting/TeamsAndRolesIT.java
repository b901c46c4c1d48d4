package io.usher.api.granting;

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
import org.springframework.test.web.reactive.server.WebTestClient;

class TeamsAndRolesIT {

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Granting " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id;
    private final WebTestClient writer = api.as(api.key(id, "members:write", "invitations:read"));

    @Test
    void aTeamIsFoundByIdAndByNameInAnyCase() {
        Answers made = post(writer, path + "/teams", Map.of("name", " Team Alpha ", "description", "first"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("name")).isEqualTo("Team Alpha");
        assertThat(get(writer, made.header("Location")).json()).isEqualTo(made.json());
        assertThat(get(writer, path + "/teams/team alpha").json()).isEqualTo(made.json());
    }

    @Test
    void aNameIsTakenWhateverItsCaseUntilItsTeamIsDeleted() {
        assertThat(post(writer, path + "/teams", named("Beta")).status()).isEqualTo(201);
        assertThat(post(writer, path + "/teams", named("Gamma")).status()).isEqualTo(201);

        assertThat(post(writer, path + "/teams", named("BETA")).problem()).isEqualTo("409 name-taken");
        assertThat(patch(writer, path + "/teams/gamma", named("beta")).problem())
                .isEqualTo("409 name-taken");
        assertThat(patch(writer, path + "/teams/beta", named("BETA")).at("name"))
                .isEqualTo("BETA");
        assertThat(delete(writer, path + "/teams/beta").status()).isEqualTo(204);
        assertThat(get(writer, path + "/teams/beta").problem()).isEqualTo("404 not-found");
        assertThat(patch(writer, path + "/teams/gamma", named("beta")).status()).isEqualTo(200);
    }

    @Test
    void aMergePatchClearsWhatItNamesAndKeepsTheRest() {
        assertThat(post(writer, path + "/teams", Map.of("name", "Delta", "description", "text"))
                        .status())
                .isEqualTo(201);

        Answers cleared = patch(writer, path + "/teams/delta", "{\"description\":null}");

        assertThat(cleared.at("name")).isEqualTo("Delta");
        assertThat(cleared.json().path("description").isNull()).isTrue();
    }

    @Test
    void anOwnRoleHasTheKnownPermissionsThatItIsGiven() {
        Answers made = post(
                writer,
                path + "/roles",
                Map.of("name", "mentor", "permissions", List.of("invitations:read", "invitations:read")));
        Answers unknown =
                post(writer, path + "/roles", Map.of("name", "x", "permissions", List.of("members:read", "all")));

        assertThat(made.json().path("permissions").toString()).isEqualTo("[\"invitations:read\"]");
        assertThat(made.json().path("builtIn").asBoolean()).isFalse();
        assertThat(unknown.problem()).isEqualTo("400 invalid");
        assertThat(unknown.fields()).containsExactly("permissions[1]");
        assertThat(delete(writer, made.header("Location")).status()).isEqualTo(204);
    }

    @Test
    void nobodyDefinesARoleThatMayDoMoreThanTheyMay() {
        Map<String, Object> body = Map.of("name", "strong", "permissions", List.of("members:write", "learners:manage"));
        Answers refused = post(writer, path + "/roles", body);
        assertThat(refused.problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(refused.fields()).containsExactly("permissions[1]");
        assertThat(refused.text()).contains("learners:manage");

        assertThat(post(api.platform(), path + "/roles", body).status()).isEqualTo(201);
        assertThat(patch(writer, path + "/roles/strong", named("stronger")).status())
                .isEqualTo(200);
        Answers more = patch(
                writer,
                path + "/roles/stronger",
                Map.of("permissions", List.of("members:write", "learners:manage", "statistics:read")));
        assertThat(more.problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(more.fields()).containsExactly("permissions[2]");
        assertThat(patch(writer, path + "/roles/stronger", Map.of("permissions", List.of("invitations:read")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void builtInRolesStayAsTheyAre() {
        assertThat(patch(writer, path + "/roles/learner", named("pupil")).problem())
                .isEqualTo("409 role-built-in");
        assertThat(delete(writer, path + "/roles/admin").problem()).isEqualTo("409 role-built-in");
        assertThat(post(writer, path + "/roles", named("Learner")).problem()).isEqualTo("409 name-taken");
    }

    @Test
    void toReadTakesAnyScopeOnMembersOrInvitationsAndToWriteTakesMore() {
        WebTestClient reader = api.as(api.key(id, "invitations:read"));
        WebTestClient other = api.as(api.key(id, "acceptances:write"));

        assertThat(get(reader, path + "/teams").status()).isEqualTo(200);
        assertThat(post(reader, path + "/teams", named("x")).problem()).isEqualTo("403 forbidden");
        assertThat(delete(reader, path + "/roles/learner").problem()).isEqualTo("403 forbidden");
        assertThat(get(other, path + "/roles").problem()).isEqualTo("403 forbidden");
    }

    @Test
    void aNameThatCouldBeAnIdIsRefused() {
        assertThat(post(writer, path + "/teams", named(id)).fields()).containsExactly("name");
        assertThat(post(writer, path + "/teams", named("two\nlines")).fields()).containsExactly("name");
    }
}
