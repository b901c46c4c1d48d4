package io.usher.api.imports;

import static io.usher.api.imports.ImportScenario.people;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Imports into a team, which make its invitation if they invite somebody. */
class TeamImportsIT {

    private final RunningApi api = RunningApi.shared();
    private final ImportScenario scenario = ImportScenario.on(api);

    @Test
    void aFileIsImportedIntoATeam() {
        String team = "/api/v1/organizations/" + scenario.organization() + "/teams";
        var unused = RunningApi.created(api.platform(), team, Map.of("name", "Alpha"));

        Answers started = ImportScenario.upload(
                scenario.caller(),
                team + "/Alpha/imports?sendEmails=false",
                people(0, 20).getBytes(UTF_8),
                "text/csv");
        JsonNode ended = scenario.ended(started);

        assertThat(ended.path("counts").path("new").asInt()).isEqualTo(20);
        assertThat(Answers.get(scenario.caller(), team + "/Alpha/invitees?limit=200")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(20);
        assertThat(ImportScenario.upload(
                                scenario.caller(),
                                team + "/Omega/imports",
                                people(0, 20).getBytes(UTF_8),
                                "text/csv")
                        .problem())
                .isEqualTo("404 not-found");
    }

    @Test
    void whatInvitesNobodyMakesNoInvitationOfATeam() {
        String teams = "/api/v1/organizations/" + scenario.organization() + "/teams";
        var unused = RunningApi.created(api.platform(), teams, Map.of("name", "Beta"));
        byte[] people = people(0, 20).getBytes(UTF_8);
        String path = teams + "/Beta/imports";

        Answers checked = ImportScenario.upload(scenario.caller(), path + "?dryRun=true", people, "text/csv");
        assertThat(scenario.ended(checked).path("counts").path("new").asInt()).isEqualTo(20);
        assertThat(checked.json().path("invitation").isNull()).isTrue();
        assertThat(scenario.rows(checked, "new")).hasSize(20);
        assertThat(ImportScenario.upload(scenario.caller(), path, "no csv".getBytes(UTF_8), "text/csv")
                        .problem())
                .isEqualTo("422 not-csv");
        String standing = "/api/v1/organizations/" + scenario.organization() + "/invitations?q=Beta";
        assertThat(Answers.get(scenario.caller(), standing).json().path("items"))
                .isEmpty();
        assertThat(Answers.get(scenario.caller(), path).json().path("items")).isEmpty();

        Answers imported = ImportScenario.upload(scenario.caller(), path, people, "text/csv");
        assertThat(scenario.ended(imported).path("counts").path("new").asInt()).isEqualTo(20);
        assertThat(Answers.get(scenario.caller(), standing).json().path("items"))
                .hasSize(1);
        Answers again = ImportScenario.upload(scenario.caller(), path + "?dryRun=true", people, "text/csv");
        assertThat(scenario.ended(again).path("counts").path("duplicate").asInt())
                .isEqualTo(20);
    }
}
