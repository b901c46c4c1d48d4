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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.reactive.server.WebTestClient;

class GrantablesIT {

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Granting " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id;
    private final WebTestClient writer =
            api.as(api.key(id, "members:write", "teams:write", "units:write", "courses:write", "invitations:read"));

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
        Answers less = patch(writer, path + "/roles/stronger", Map.of("permissions", List.of("invitations:read")));
        assertThat(less.problem()).as("nor takes it away").isEqualTo("403 exceeds-own-scopes");
        assertThat(less.fields()).containsExactly("permissions");
        assertThat(delete(writer, path + "/roles/stronger").problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(patch(
                                writer,
                                path + "/roles/stronger",
                                Map.of("permissions", List.of("learners:manage", "invitations:read")))
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

    @CsvSource({
        "teams, {\"name\": \"%s\"}, teams:write",
        "units, {\"name\": \"%s\"}, units:write",
        "groups, {\"name\": \"%s\"}, units:write",
        "courses, '{\"name\": \"%s\", \"kind\": \"path\"}', courses:write",
        "roles, {\"name\": \"%s\"}, members:write"
    })
    @ParameterizedTest
    void eachKindIsMadeListedChangedAndDeletedWithTheScopeOfItsOwn(String kind, String body, String scope) {
        WebTestClient holder = api.as(api.key(id, scope));
        Answers made = post(holder, path + "/" + kind, body.formatted("One"));
        String location = made.header("Location");

        assertThat(made.status()).isEqualTo(201);
        assertThat(location).isEqualTo(path + "/" + kind + "/" + made.at("id"));
        assertThat(get(holder, path + "/" + kind + "/one").json()).isEqualTo(made.json());
        assertThat(get(holder, path + "/" + kind + "?limit=200")
                        .json()
                        .path("items")
                        .valueStream())
                .contains(made.json());
        assertThat(patch(holder, location, named("Two")).at("name")).isEqualTo("Two");
        assertThat(delete(holder, location).status()).isEqualTo(204);
        assertThat(get(holder, location).problem()).isEqualTo("404 not-found");
        for (String other : List.of("teams:write", "units:write", "courses:write", "members:write")) {
            if (!other.equals(scope)) {
                assertThat(post(api.as(api.key(id, other)), path + "/" + kind, body.formatted("Three"))
                                .problem())
                        .as(other)
                        .isEqualTo("403 forbidden");
            }
        }
    }

    @CsvSource({"teams", "units", "groups", "courses"})
    @ParameterizedTest
    void toReadAnythingButRolesAnyScopeOnMembersOrInvitationsWillDo(String kind) {
        assertThat(get(api.as(api.key(id, "invitations:read")), path + "/" + kind)
                        .status())
                .isEqualTo(200);
        assertThat(get(api.as(api.key(id, "members:read")), path + "/" + kind).status())
                .isEqualTo(200);
        assertThat(get(api.as(api.key(id, "acceptances:write")), path + "/" + kind)
                        .problem())
                .isEqualTo("403 forbidden");
        assertThat(get(api.as(api.key(id, "members:read", "invitations:read")), path + "/roles")
                        .problem())
                .isEqualTo("403 forbidden");
    }

    @Test
    void unitsAreATree() {
        post(writer, path + "/units", named("Europe"));
        Answers germany = post(writer, path + "/units", Map.of("name", "Germany", "parent", "europe"));
        post(writer, path + "/units", Map.of("name", "Berlin", "parent", germany.at("id")));

        assertThat(germany.at("parent")).isEqualTo("Europe");
        assertThat(get(writer, path + "/units/berlin").at("parent")).isEqualTo("Germany");
        assertThat(post(writer, path + "/units", Map.of("name", "x", "parent", "Atlantis"))
                        .problem())
                .isEqualTo("422 unknown-unit");
        for (String within : List.of("Europe", "Berlin")) {
            Answers refused = patch(writer, path + "/units/europe", Map.of("parent", within));
            assertThat(refused.problem()).as(within).isEqualTo("422 unit-within-itself");
            assertThat(refused.fields()).containsExactly("parent");
        }
        assertThat(delete(writer, path + "/units/germany").problem()).isEqualTo("409 unit-not-empty");
        assertThat(delete(writer, path + "/units/berlin").status()).isEqualTo(204);
        assertThat(delete(writer, path + "/units/germany").status()).isEqualTo(204);
        assertThat(get(writer, path + "/units/europe").json().path("parent").isNull())
                .isTrue();
    }

    @Test
    void aUnitLeavesItsParent() {
        post(writer, path + "/units", named("Africa"));
        post(writer, path + "/units", Map.of("name", "Kenya", "parent", "Africa"));

        Answers moved = patch(writer, path + "/units/kenya", "{\"parent\": null}");

        assertThat(moved.json().path("parent").isNull()).isTrue();
        assertThat(delete(writer, path + "/units/africa").status()).isEqualTo(204);
    }

    @Test
    void aCourseIsOfAKnownKind() {
        Answers made = post(writer, path + "/courses", Map.of("name", "CKA", "kind", "certification"));

        assertThat(made.at("kind")).isEqualTo("certification");
        assertThat(post(writer, path + "/courses", named("CKS")).fields()).containsExactly("kind");
        assertThat(patch(writer, path + "/courses/cka", Map.of("kind", "lecture"))
                        .fields())
                .containsExactly("kind");
    }

    @Test
    void namesOfTwoKindsAreNotInEachOthersWay() {
        assertThat(post(writer, path + "/teams", named("Sales")).status()).isEqualTo(201);
        assertThat(post(writer, path + "/groups", named("Sales")).status()).isEqualTo(201);
        assertThat(post(writer, path + "/teams", Map.of("name", "x", "parent", "Sales"))
                        .fields())
                .containsExactly("parent");
    }

    @Test
    void aNameThatCouldBeAnIdIsRefused() {
        assertThat(post(writer, path + "/teams", named(id)).fields()).containsExactly("name");
        assertThat(post(writer, path + "/teams", named("two\nlines")).fields()).containsExactly("name");
    }
}
