package io.usher.api.history;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.Answers;
import io.usher.api.StubIssuer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class HistoryIT extends HistoryScenario {

    @Test
    void anEntrySaysWhoDidWhatToWhatAndFromWhere() {
        Answers key = post(
                platform,
                path + "/api-keys",
                Map.of("name", "site", "scopes", List.of("invitations:read", "invitations:write")));
        WebTestClient site = api.as(key.at("secret"));
        Answers made = post(site, path + "/invitations", Map.of("name", "Spring", "quota", 5));

        assertThat(patch(site, "/api/v1/invitations/" + made.at("id"), Map.of("quota", 7, "name", "Spring"))
                        .status())
                .isEqualTo(200);

        JsonNode entry = newest();
        assertThat(entry.path("action").asString()).isEqualTo("invitation.updated");
        assertThat(entry.path("actor").toString())
                .isEqualTo("{\"kind\":\"key\",\"id\":\"%s\",\"name\":\"site\"}".formatted(key.at("id")));
        assertThat(entry.path("subject").toString())
                .isEqualTo("{\"kind\":\"invitation\",\"id\":\"%s\",\"name\":\"Spring\"}".formatted(made.at("id")));
        assertThat(entry.path("organization").asString()).isEqualTo(id);
        assertThat(entry.path("from").asString()).isIn("127.0.0.1", "0::/64");
        assertThat(entry.path("before").toString()).as("only what changed").isEqualTo("{\"quota\":5}");
        assertThat(entry.path("after").toString()).isEqualTo("{\"quota\":7}");
    }

    @Test
    void everyChangeHasAnEntryAndARequestThatChangesNothingHasNone() {
        String invitation =
                post(platform, path + "/invitations", named("Summer")).at("id");
        String key = post(platform, path + "/api-keys", Map.of("name", "k", "scopes", List.of("members:read")))
                .at("id");
        Answers team = post(platform, path + "/teams", named("Builders"));
        assertThat(List.of(
                        patch(platform, path, named(name)).status(),
                        patch(platform, path, Map.of("plan", Map.of("seats", 9)))
                                .status(),
                        patch(platform, team.header("Location"), named("Makers"))
                                .status(),
                        patch(platform, team.header("Location"), Map.of("description", "of things"))
                                .status(),
                        patch(platform, team.header("Location"), named("Makers"))
                                .status(),
                        patch(platform, "/api/v1/invitations/" + invitation, Map.of("status", "disabled"))
                                .status(),
                        patch(platform, "/api/v1/invitations/" + invitation, Map.of("status", "disabled"))
                                .status(),
                        patch(platform, "/api/v1/invitations/" + invitation, Map.of("status", "enabled"))
                                .status()))
                .containsOnly(200);
        assertThat(List.of(
                        delete(platform, "/api/v1/invitations/" + invitation).status(),
                        delete(platform, path + "/api-keys/" + key).status(),
                        delete(platform, team.header("Location")).status()))
                .containsOnly(204);

        assertThat(actions("").toList())
                .containsExactly(
                        "grantable.deleted",
                        "api-key.revoked",
                        "invitation.deleted",
                        "invitation.enabled",
                        "invitation.disabled",
                        "grantable.updated",
                        "grantable.renamed",
                        "organization.updated",
                        "grantable.created",
                        "api-key.created",
                        "invitation.created",
                        "organization.created");
    }

    @Test
    void whatProgramsDidWithTokensIsFound() {
        WebTestClient program = api.as(StubIssuer.shared()
                .tokenFor(claims -> claims.claim("organization", id).claim("scope", "teams:write")));
        assertThat(post(program, path + "/teams", named("By token")).status()).isEqualTo(201);
        assertThat(post(platform, path + "/teams", named("By key")).status()).isEqualTo(201);

        List<JsonNode> found = entries("&actor=key&subject=team");

        assertThat(found)
                .extracting(entry -> entry.at("/subject/name").asString())
                .containsExactly("By key", "By token");
        assertThat(found)
                .extracting(entry -> entry.at("/actor/kind").asString())
                .containsOnly("key");
        assertThat(found.getLast().at("/actor/name").asString())
                .startsWith(StubIssuer.shared().name() + "#");
    }

    @Test
    void aRepeatedRequestAndARefusedOneLeaveNoSecondEntry() {
        for (int i = 0; i < 2; i++) {
            assertThat(post(platform, path + "/teams", named("Once"), "Idempotency-Key", "k" + id)
                            .status())
                    .isEqualTo(201);
        }
        assertThat(post(platform, path + "/teams", named("Once")).problem()).isEqualTo("409 name-taken");

        assertThat(actions("&action=grantable.created")).hasSize(1);
    }

    @Test
    void attemptsOnKeysAndRolesAreEntriesWithOrWithoutAnIdempotencyKey() {
        WebTestClient holder = api.as(api.key(id, "members:write"));
        WebTestClient reader = api.as(api.key(id, "members:read"));
        Map<String, Object> more = Map.of("name", "more", "scopes", List.of("invitations:write"));

        assertThat(post(holder, path + "/api-keys", more).problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(post(holder, path + "/api-keys", more, "Idempotency-Key", "more")
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(post(reader, path + "/roles", Map.of("name", "boss", "permissions", List.of("members:write")))
                        .problem())
                .isEqualTo("403 forbidden");
        assertThat(delete(reader, path + "/roles/learner").problem()).isEqualTo("403 forbidden");

        assertThat(actions("&q=test").limit(4))
                .containsExactly("role.refused", "role.refused", "api-key.refused", "api-key.refused");
        JsonNode refused = entries("&action=api-key.refused").getFirst();
        assertThat(refused.path("after").toString())
                .isEqualTo("{\"code\":\"exceeds-own-scopes\",\"asked\":"
                        + "{\"name\":\"more\",\"scopes\":[\"invitations:write\"],\"expiresAt\":null},"
                        + "\"fields\":[\"scopes[0]\"]}");
        assertThat(refused.path("subject").path("name").asString()).isEqualTo("more");
    }

    @Test
    void attemptsOnRolesThatCannotBeChangedAreEntries() {
        assertThat(delete(platform, path + "/roles/admin").problem()).isEqualTo("409 role-built-in");
        assertThat(patch(platform, path + "/roles/learner", named("Pupil")).problem())
                .isEqualTo("409 role-built-in");

        List<JsonNode> refused = entries("&action=role.refused");
        assertThat(refused)
                .extracting(entry -> entry.at("/subject/name").asString())
                .containsExactly("learner", "admin");
        assertThat(refused)
                .extracting(entry -> entry.at("/after/code").asString())
                .containsOnly("role-built-in");
    }

    @Test
    void theLogIsPagedFromTheNewestToTheOldest() {
        for (int i = 0; i < 4; i++) {
            assertThat(post(platform, path + "/groups", named("G" + i)).status())
                    .isEqualTo(201);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    get(platform, path + "/audit?limit=2&cursor=" + cursor).json();
            page.path("items")
                    .forEach(
                            entry -> seen.add(entry.path("subject").path("name").asString()));
            cursor = page.path("next").isNull() ? null : page.path("next").asString();
        }

        assertThat(seen).containsExactly("G3", "G2", "G1", "G0", name);
    }

    @CsvSource({
        "action=grantable.created, 2",
        "action=grantable.made, 0",
        "subject=team, 1",
        "subject=group, 1",
        "actor=key, 5",
        "actor=system, 0",
        "q=ALPH, 1",
        "q=100%, 1",
        "q=%, 1",
        "q=_, 0",
        "q=ada@, 1",
        "from=2000-01-01T00:00:00Z, 5",
        "to=2000-01-01T00:00:00Z, 0",
        "from=2100-01-01T00:00:00Z, 0"
    })
    @ParameterizedTest
    void filtersLeaveWhatTheyName(String filter, int left) {
        assertThat(post(platform, path + "/teams", named("Alpha")).status()).isEqualTo(201);
        assertThat(post(platform, path + "/groups", named("100% sure")).status())
                .isEqualTo(201);
        String invitation = post(platform, path + "/invitations", Map.of("name", "For her", "mode", "targeted"))
                .header("Location");
        var invited = post(platform, invitation + "/invitees", List.of(Map.of("email", "Ada@x.io")));
        assertThat(invited.status()).isEqualTo(200);

        assertThat(entries("&" + filter)).hasSize(left);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=yesterday",
                "to=0000-01-01T00:00:00Z",
                "cursor=x",
                "q=\0",
                "limit=0",
                "actor=foo",
                "actor=token",
                "actor=key:foo",
                "actor=foo:01890a5d-ac96-774b-bcce-b302099a8057",
                "action=foo",
                "subject=foo"
            })
    void aWrongFilterIsRefused(String filter) {
        assertThat(get(platform, path + "/audit?" + filter).problem()).isEqualTo("400 invalid");
    }

    @Test
    void theWholeLogIsAFileWithoutFormulas() {
        assertThat(post(platform, path + "/teams", named("=cmd()")).status()).isEqualTo(201);
        for (int i = 0; i < 3; i++) {
            assertThat(post(platform, path + "/groups", named("G" + i)).status())
                    .isEqualTo(201);
        }

        Answers file = get(platform, path + "/audit?limit=1&subject=team", "Accept", "text/csv");
        Answers all = get(platform, path + "/audit?limit=1", "Accept", "text/csv");

        assertThat(MediaType.parseMediaType(file.header("Content-Type")))
                .isEqualTo(MediaType.parseMediaType("text/csv;charset=UTF-8"));
        assertThat(file.text().lines().findFirst())
                .contains("id,at,actorKind,actorId,actorName,action,subjectKind,subjectId,subjectName,organization,"
                        + "from,before,after");
        assertThat(file.text().lines().skip(1))
                .singleElement()
                .asString()
                .contains(",team,")
                .contains(",'=cmd(),");
        assertThat(all.text().lines()).hasSize(6);
    }

    @Test
    void nobodyElseSeesTheLog() {
        assertThat(get(api.as(api.key(id, "members:read", "statistics:read")), path + "/audit")
                        .problem())
                .isEqualTo("403 forbidden");
        String other = api.organization("Other " + System.nanoTime()).get("id").asString();
        assertThat(get(api.as(api.key(other, "members:write")), path + "/audit").problem())
                .isEqualTo("404 not-found");
        Answers platforms = get(api.as(api.key(other, "members:write")), "/api/v1/audit");
        assertThat(platforms.problem()).isEqualTo("403 forbidden");
        assertThat(platforms.at("detail")).isEqualTo("This takes one of the scopes ops, organizations:write.");
    }

    @Test
    void thePlatformsKeysAreInItsOwnLog() {
        Answers made = post(platform, "/api/v1/api-keys", Map.of("name", name, "scopes", List.of("ops")));
        assertThat(delete(platform, made.header("Location")).status()).isEqualTo(204);

        List<String> actions = get(platform, "/api/v1/audit?subject=" + made.at("id"))
                .json()
                .path("items")
                .valueStream()
                .map(entry -> entry.path("action").asString())
                .toList();
        assertThat(actions).containsExactly("api-key.revoked", "api-key.created");
        assertThat(get(platform, "/api/v1/audit?actor=system&action=api-key.created")
                        .text())
                .contains("\"name\":\"configuration\"");
    }

    @Test
    void noSecretIsInTheLog() {
        Answers key = post(platform, path + "/api-keys", Map.of("name", "k", "scopes", List.of("members:read")));
        Answers invitation = post(platform, path + "/invitations", named("Secret"));

        assertThat(get(platform, path + "/audit").text())
                .contains(key.at("id"), invitation.at("id"))
                .doesNotContain(key.at("secret"), invitation.at("code"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update directory.audit set action = 'x'",
                "delete from directory.audit",
                "truncate directory.audit"
            })
    void theProgramCannotChangeTheLog(String statement) {
        DatabaseClient database = api.context().getBean(DatabaseClient.class);

        assertThatThrownBy(() -> database.sql(statement).then().block()).hasMessageContaining("permission denied");
    }
}
