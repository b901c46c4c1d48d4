package io.usher.api.invitations;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static java.time.temporal.ChronoUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

class PassingTimesIT extends InvitingScenario {

    @Test
    void theTagChangesWhenTheInvitationOpensAndWhenItExpires() {
        Instant now = Instant.now();
        Answers made = post(
                caller,
                path,
                Map.of(
                        "name",
                        "Short",
                        "opensAt",
                        now.plus(1, HOURS).toString(),
                        "expiresAt",
                        now.plus(2, HOURS).toString()));
        String location = made.header("Location");

        assertThat(made.header("ETag")).isEqualTo("\"1-scheduled\"");
        pass("opens_at", made);
        await().until(() -> get(caller, location).at("state").equals("enabled"));
        assertThat(get(caller, location, "If-None-Match", made.header("ETag")).status())
                .isEqualTo(200);
        assertThat(patch(caller, location, Map.of("name", "Late"), "If-Match", made.header("ETag"))
                        .problem())
                .isEqualTo("412 version-mismatch");
        String open = get(caller, location).header("ETag");
        assertThat(open).isEqualTo("\"1\"");

        pass("expires_at", made);
        await().until(() -> get(caller, location).at("state").equals("expired"));
        assertThat(get(caller, location, "If-None-Match", open).header("ETag")).isEqualTo("\"1-expired\"");
        Answers stale = delete(caller, location, "If-Match", open);
        assertThat(stale.problem()).isEqualTo("412 version-mismatch");
        assertThat(stale.at("detail")).contains("version 1");
        assertThat(patch(caller, location, Map.of("name", "Over"), "If-Match", "\"1-expired\"")
                        .status())
                .as("what was over may be changed, as long as its end is not")
                .isEqualTo(200);
        assertThat(delete(caller, location, "If-Match", "\"2-expired\"").status())
                .isEqualTo(204);
    }

    /** Lets the time come: nobody has to be quick enough to see the invitation before it. */
    private void pass(String time, Answers made) {
        Long moved = api.context()
                .getBean(DatabaseClient.class)
                .sql("update directory.invitation set %s = now() - interval '1 minute' where id = :id".formatted(time))
                .bind("id", UUID.fromString(made.at("id")))
                .fetch()
                .rowsUpdated()
                .block();
        assertThat(moved).isOne();
    }

    @Test
    void theTagChangesWhenSomethingThatTheInvitationGrantsIsRenamedOrDeleted() {
        String teams = "/api/v1/organizations/" + id + "/teams";
        String team = teams + "/"
                + post(api.platform(), teams, Map.of("name", "Mentors")).at("id");
        String other = teams + "/"
                + post(api.platform(), teams, Map.of("name", "Others")).at("id");
        String location = post(caller, path, Map.of("name", "Helpers", "teams", List.of("Mentors")))
                .header("Location");
        String first = get(caller, location).header("ETag");

        assertThat(patch(api.platform(), team, Map.of("name", "Coaches")).status())
                .isEqualTo(200);
        Answers renamed = get(caller, location, "If-None-Match", first);
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.text()).contains("Coaches");
        assertThat(patch(api.platform(), team, Map.of("description", "They know more"))
                        .status())
                .isEqualTo(200);
        assertThat(delete(api.platform(), other).status()).isEqualTo(204);
        assertThat(get(caller, location).header("ETag"))
                .as("what it does not show changes nothing")
                .isEqualTo(renamed.header("ETag"));

        assertThat(delete(api.platform(), team).status()).isEqualTo(204);
        Answers deleted = get(caller, location, "If-None-Match", renamed.header("ETag"));
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.text()).doesNotContain("Coaches");
        assertThat(patch(caller, location, Map.of("name", "x"), "If-Match", first)
                        .problem())
                .isEqualTo("412 version-mismatch");
    }

    @Test
    void theTagChangesWhenARoleBeginsToPermitSomething() {
        String roles = "/api/v1/organizations/" + id + "/roles";
        String role = roles + "/"
                + post(api.platform(), roles, Map.of("name", "Host")).at("id");
        String location = post(caller, path, Map.of("name", "Hosts", "roles", List.of("Host")))
                .header("Location");
        Answers first = get(caller, location);
        assertThat(first.text()).doesNotContain("role-with-permissions");

        assertThat(patch(api.platform(), role, Map.of("permissions", List.of("members:read")))
                        .status())
                .isEqualTo(200);
        Answers warned = get(caller, location, "If-None-Match", first.header("ETag"));
        assertThat(warned.status()).isEqualTo(200);
        assertThat(warned.text()).contains("role-with-permissions");

        assertThat(patch(api.platform(), role, Map.of("permissions", List.of("members:read", "invitations:read")))
                        .status())
                .isEqualTo(200);
        assertThat(get(caller, location).header("ETag"))
                .as("which permissions they are, it does not show")
                .isEqualTo(warned.header("ETag"));
        assertThat(patch(api.platform(), role, Map.of("permissions", List.of())).status())
                .isEqualTo(200);
        assertThat(get(caller, location, "If-None-Match", warned.header("ETag")).text())
                .isNotEmpty()
                .doesNotContain("role-with-permissions");
    }

    @Test
    void theTagChangesWhenTheSeatsDoThatItWarnsOf() {
        String limited = post(caller, path, Map.of("name", "Ten", "quota", 10)).header("Location");
        String open = post(caller, path, Map.of("name", "Open")).header("Location");
        Answers first = get(caller, limited);
        String ofOpen = get(caller, open).header("ETag");
        String organization = "/api/v1/organizations/" + id;

        assertThat(patch(api.platform(), organization, Map.of("plan", Map.of("seats", 5)))
                        .status())
                .isEqualTo(200);

        Answers warned = get(caller, limited, "If-None-Match", first.header("ETag"));
        assertThat(warned.status()).isEqualTo(200);
        assertThat(warned.text()).contains("quota-above-free-seats");
        assertThat(patch(api.platform(), organization, Map.of("name", "Renamed"))
                        .status())
                .isEqualTo(200);
        assertThat(get(caller, limited).header("ETag")).isEqualTo(warned.header("ETag"));
        assertThat(get(caller, open).header("ETag")).isEqualTo(ofOpen);
    }

    @Test
    void anInvitationHasExpiredWhenTheAccessThatItGivesHasEnded() {
        Instant end = Instant.now().plus(1, HOURS);
        Answers made = post(caller, path, Map.of("name", "Brief", "accessExpiresAt", end.toString()));
        String location = made.header("Location");
        assertThat(made.at("state")).isEqualTo("enabled");

        pass("access_expires_at", made);
        await().until(() -> get(caller, location).at("state").equals("expired"));

        assertThat(get(caller, location).header("ETag")).isEqualTo("\"1-expired\"");
        assertThat(get(caller, path + "?state=expired&q=Brief").text()).contains(made.at("id"));
        // Who is let in goes by the newest event of the invitation.
        assertThat(patch(caller, location, Map.of("name", "Over")).status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(
                        post(api.platform(), location + "/acceptances", Map.of("email", "late@x.io"))
                                .problem())
                .isEqualTo("409 invitation-expired"));
        Answers past = post(caller, path, Map.of("name", "x", "accessExpiresAt", "2020-01-01T00:00:00Z"));
        assertThat(past.problem()).isEqualTo("422 in-the-past");
        assertThat(past.fields()).containsExactly("accessExpiresAt");
    }

    @Test
    void nothingExpiresInThePast() {
        Answers made = post(caller, path, Map.of("name", "x", "expiresAt", "2020-01-01T00:00:00Z"));
        Answers later = post(caller, path, Map.of("name", "x"));
        Answers changed = patch(caller, later.header("Location"), Map.of("expiresAt", "2020-01-01T00:00:00Z"));

        assertThat(List.of(made.problem(), changed.problem())).containsOnly("422 in-the-past");
        assertThat(List.of(made.fields(), changed.fields())).containsOnly(List.of("expiresAt"));
    }

    @Test
    void warningsAreInEveryAnswerAboutAnInvitation() {
        assertThat(patch(
                                api.platform(),
                                "/api/v1/organizations/" + id,
                                Map.of("plan", new HashMap<>(Map.of("seats", 3))))
                        .status())
                .isEqualTo(200);
        Answers made = post(
                api.platform(),
                path,
                Map.of("name", "Risky", "emails", List.of("*@corp.com"), "roles", List.of("manager"), "quota", 5));
        List<String> warned = List.of("whole-domain", "quota-above-free-seats", "role-with-permissions");

        assertThat(codes(made)).containsExactlyElementsOf(warned);
        assertThat(codes(get(caller, made.header("Location")))).containsExactlyElementsOf(warned);
        assertThat(codes(patch(api.platform(), made.header("Location"), Map.of("quota", 3))))
                .containsExactly("whole-domain", "role-with-permissions");
        assertThat(get(caller, path).text()).contains("role-with-permissions");
    }

    private static List<String> codes(Answers answer) {
        return answer.json()
                .path("warnings")
                .valueStream()
                .map(warning -> warning.path("code").asString())
                .toList();
    }
}
