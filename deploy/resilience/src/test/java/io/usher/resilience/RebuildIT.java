package io.usher.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.testing.ApiClient;
import io.usher.testing.ApiClient.Answer;
import io.usher.testing.Checkout;
import io.usher.testing.ProgramProcess;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** A consumer that begins at the beginning has all that the database has, on an installation that nothing disturbs. */
@Execution(CONCURRENT)
class RebuildIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void aConsumerOfTheTopicsKnowsWhatTheDatabaseHolds() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Checkout.target()), "rebuild-");
        try (Installation installation = Installation.start(
                folder, ProxiedBroker.start(folder.resolve("kafka")), 1, 1, ProgramProcess.FAST_COMPILER)) {
            ApiClient api = installation.client();
            made(api, "/organizations", "{\"name\": \"Earlier\"}");
            RebuildCheck check = RebuildCheck.begin(installation);
            String organization = organization(api);
            String invitation = invitation(api, organization);
            people(api, organization, invitation);

            await().atMost(SOON)
                    .until(() -> installation
                                    .sql()
                                    .number(
                                            "select (select count(*) from directory.outbox) + (select count(*) from onboarding.outbox)")
                            == 0);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(check.violations()).isEmpty());
            assertThat(installation.sql().number("select count(*) from onboarding.member where state = 'active'"))
                    .isEqualTo(2);

            installation.sql().update("update onboarding.organization_seats set taken = taken + 1");
            installation.sql().update("update directory.grantable set name = 'Elsewhere' where name = 'Finals'");
            assertThat(check.violations())
                    .as("the check notices what was not published")
                    .anyMatch(line -> line.contains("seats"))
                    .anyMatch(line -> line.contains("member ") && line.contains("Elsewhere"))
                    .anyMatch(line -> line.contains("grantable "));
        }
    }

    private static String organization(ApiClient api) {
        String organization = made(api, "/organizations", """
                {"name": "Rebuilt", "plan": {"seats": 50}, "locale": "de", "replyTo": "help@example.org"}""");
        String path = "/organizations/" + organization;
        done(patch(api, path, "{\"name\": \"Rebuilt once\", \"plan\": {\"seats\": 3}}"));
        made(api, path + "/roles", "{\"name\": \"contestant\", \"permissions\": []}");
        made(api, path + "/teams", "{\"name\": \"Finalists\"}");
        String gone = made(api, path + "/teams", "{\"name\": \"Gone\"}");
        api.deleteUntilConfirmed(path + "/teams/" + gone);
        return organization;
    }

    private static String invitation(ApiClient api, String organization) {
        String path = "/organizations/%s/invitations".formatted(organization);
        String deleted = made(api, path, "{\"name\": \"Deleted\"}");
        api.deleteUntilConfirmed("/invitations/" + deleted);
        made(api, path, "{\"name\": \"Named\", \"emails\": [\"Ann@example.org\", \"@example.com\"]}");
        return made(api, path, """
                {"name": "Challenge", "quota": 3, "waitlist": true, "roles": ["contestant"], "teams": ["Finalists"]}""");
    }

    /** Three are accepted, of whom one withdraws and one is removed; one is promoted and one waits. */
    private static void people(ApiClient api, String organization, String invitation) {
        String first = ask(api, invitation, "ada@example.org");
        ask(api, invitation, "bob@example.org");
        ask(api, invitation, "cid@example.org");
        ask(api, invitation, "dan@example.org");
        ask(api, invitation, "eve@example.org");
        ask(api, invitation, "ada@example.org");
        done(api.postUntilConfirmed("/acceptances/" + first + "/withdraw", "", "Prefer", "wait=30"));
        done(patch(api, "/organizations/%s/teams/Finalists".formatted(organization), "{\"name\": \"Finals\"}"));
        done(patch(api, "/invitations/" + invitation, "{\"waitlist\": false, \"description\": \"later\"}"));
        done(patch(
                api,
                "/organizations/%s/members/cid@example.org".formatted(organization),
                "{\"roles\": [\"learner\", \"contestant\"], \"teams\": [\"Finals\"]}"));
        api.deleteUntilConfirmed("/organizations/%s/members/bob@example.org".formatted(organization));
        done(patch(api, "/invitations/" + invitation, "{\"status\": \"disabled\"}"));
    }

    @CanIgnoreReturnValue
    private static String ask(ApiClient api, String invitation, String email) {
        Answer answer = api.postUntilConfirmed(
                "/invitations/%s/acceptances".formatted(invitation),
                "{\"email\": \"%s\"}".formatted(email),
                "Prefer",
                "wait=30");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body().path("id").asString();
    }

    private static Answer patch(ApiClient api, String path, String json) {
        return ApiClient.sendUntilConfirmed(api.request(path)
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=30")
                .method("PATCH", BodyPublishers.ofString(json))
                .build());
    }

    @CanIgnoreReturnValue
    private static String made(ApiClient api, String path, String json) {
        return Scenario.created(api, path, json).toString();
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 204);
    }
}
