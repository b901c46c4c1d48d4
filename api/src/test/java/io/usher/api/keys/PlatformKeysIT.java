package io.usher.api.keys;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class PlatformKeysIT {

    private static final String PATH = "/api/v1/api-keys";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient platform = api.platform();

    @Test
    void aPlatformKeyIsMadeListedAndRevoked() {
        Answers made = made("organizations:write", "ops");
        WebTestClient holder = api.as(made.at("secret"));

        assertThat(get(holder, "/api/v1/organizations").status()).isEqualTo(200);
        assertThat(get(holder, PATH + "?limit=200").text())
                .contains(made.at("id"))
                .doesNotContain("secret");
        assertThat(delete(platform, made.header("Location")).status()).isEqualTo(204);
        assertThat(delete(platform, made.header("Location")).problem()).isEqualTo("404 not-found");
        assertThat(get(platform, PATH + "?limit=200").text()).doesNotContain(made.at("id"));
        await().untilAsserted(() ->
                assertThat(get(holder, "/api/v1/organizations").problem()).isEqualTo("401 unauthorized"));
    }

    @Test
    void theScopesDecideWhoListsAndWhoChanges() {
        WebTestClient operator = api.as(made("ops").at("secret"));
        WebTestClient reader = api.as(made("members:read").at("secret"));
        WebTestClient writer = api.as(made("organizations:write").at("secret"));
        Map<String, Object> body = Map.of("name", "x", "scopes", List.of("organizations:write"));

        assertThat(get(operator, PATH).status()).isEqualTo(200);
        assertThat(post(operator, PATH, body).problem()).isEqualTo("403 forbidden");
        assertThat(delete(operator, PATH + "/01890a5d-ac96-774b-bcce-b302099a8057")
                        .problem())
                .isEqualTo("403 forbidden");
        assertThat(get(reader, PATH).problem()).isEqualTo("403 forbidden");
        assertThat(get(writer, PATH).status()).isEqualTo(200);
        assertThat(post(writer, PATH, body).status()).isEqualTo(201);
        assertThat(post(writer, PATH, Map.of("name", "x", "scopes", List.of("ops")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
    }

    @Test
    void keysOfOrganizationsAreKeptApart() {
        String organization = api.organization("Kept apart").get("id").asString();
        WebTestClient admin = api.as(api.key(organization, "members:write"));
        String path = "/api/v1/organizations/" + organization + "/api-keys";
        Answers theirs = post(admin, path, Map.of("name", "x", "scopes", List.of("members:write")));
        Answers ours = made("ops");

        assertThat(get(admin, PATH).problem()).isEqualTo("403 forbidden");
        assertThat(get(platform, PATH + "?limit=200").text()).doesNotContain(theirs.at("id"));
        assertThat(get(admin, path).text()).doesNotContain(ours.at("id"));
        assertThat(delete(platform, PATH + "/" + theirs.at("id")).problem()).isEqualTo("404 not-found");
        assertThat(delete(admin, path + "/" + ours.at("id")).problem()).isEqualTo("404 not-found");
    }

    private Answers made(String... scopes) {
        Answers made = post(platform, PATH, Map.of("name", "test", "scopes", List.of(scopes)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(PATH + "/" + made.at("id"));
        return made;
    }
}
