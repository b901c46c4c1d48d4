package io.usher.api.imports;

import static io.usher.api.imports.ImportScenario.people;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class ImportingRightsIT {

    private final RunningApi api = RunningApi.shared();
    private final ImportScenario scenario = ImportScenario.on(api);

    @Test
    void importingTakesWhatTheInvitationGrants() {
        String admins = RunningApi.created(
                        api.platform(),
                        "/api/v1/organizations/" + scenario.organization() + "/invitations",
                        Map.of("name", "Admins", "mode", "targeted", "sendEmails", false, "roles", List.of("admin")))
                .get("id")
                .asString();

        assertThat(scenario.upload(admins, people(0, 1)).problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(upload(scenario.caller(), admins + "/imports?dryRun=true", people(0, 1))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(scenario.invitees(admins)).isZero();
        Answers started = upload(api.platform(), admins + "/imports", people(0, 30_000));
        Answers stopped = scenario.stop(api.platform(), started);
        long invited = scenario.invitees(admins);
        assertThat(stopped.status()).isEqualTo(204);
        assertThat(scenario.upload(admins, people(0, 30_000)).problem()).isEqualTo("403 exceeds-own-scopes");
        assertThat(scenario.show(started).path("state").asString()).isEqualTo("cancelled");
        assertThat(scenario.invitees(admins)).isEqualTo(invited).isLessThan(30_000);
    }

    @Test
    void anImportEndsIfItsInvitationGrantsMoreMeanwhile() {
        String invitation = scenario.invitation();
        Answers started = scenario.upload(invitation, people(0, 10_000));

        Answers changed;
        try (HeldImport held = scenario.hold(started)) {
            changed = Answers.patch(
                    api.platform(), "/api/v1/invitations/" + invitation, Map.of("roles", List.of("learner", "admin")));
        }
        long invited = scenario.invitees(invitation);
        JsonNode ended = scenario.ended(started);

        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.path("problem").path("code").asString()).isEqualTo("exceeds-own-scopes");
        assertThat(scenario.invitees(invitation)).isEqualTo(invited).isLessThan(10_000);
        // Whoever may grant it goes on where it ended.
        Answers again = upload(api.platform(), invitation + "/imports", people(0, 10_000));
        assertThat(again.at("id")).isEqualTo(started.at("id"));
        assertThat(scenario.ended(again).path("state").asString()).isEqualTo("done");
        assertThat(scenario.invitees(invitation)).isEqualTo(10_000);
    }

    @Test
    void toInviteIntoATeamTakesWhatItsInvitationGrants() {
        String path = "/api/v1/organizations/" + scenario.organization();
        assertThat(Answers.post(api.platform(), path + "/teams", Map.of("name", "Strong"))
                        .status())
                .isEqualTo(201);
        String team = path + "/teams/Strong";
        assertThat(Answers.post(scenario.caller(), team + "/invitees", List.of(Map.of("email", "before@example.com")))
                        .status())
                .isEqualTo(200);
        String standing = Answers.get(api.platform(), path + "/invitations?q=Strong")
                .json()
                .at("/items/0/id")
                .asString();
        assertThat(Answers.patch(api.platform(), "/api/v1/invitations/" + standing, Map.of("roles", List.of("manager")))
                        .status())
                .isEqualTo(200);

        assertThat(Answers.post(scenario.caller(), team + "/invitees", List.of(Map.of("email", "ada@example.com")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(ImportScenario.upload(
                                scenario.caller(),
                                team + "/imports",
                                people(0, 1).getBytes(UTF_8),
                                "text/csv")
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(scenario.invitees(standing)).isEqualTo(1);
    }

    private static Answers upload(WebTestClient caller, String path, String csv) {
        return ImportScenario.upload(caller, "/api/v1/invitations/" + path, csv.getBytes(UTF_8), "text/csv");
    }
}
