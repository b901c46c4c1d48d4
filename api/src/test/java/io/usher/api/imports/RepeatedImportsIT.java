package io.usher.api.imports;

import static io.usher.api.imports.ImportScenario.people;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RepeatedImportsIT {

    private final ImportScenario scenario = ImportScenario.on(RunningApi.shared());
    private final String invitation = scenario.invitation();

    @Test
    void theSameFileSentAgainIsTheSameImportUntilThatIsDone() {
        Answers started = scenario.upload(invitation, people(0, 10_000));
        Answers again;
        try (HeldImport held = scenario.hold(started)) {
            again = scenario.upload(invitation, people(0, 10_000));
        }
        Answers elsewhere = scenario.upload(scenario.invitation(), people(0, 10_000));

        assertThat(again.at("id")).isEqualTo(started.at("id"));
        assertThat(elsewhere.at("id")).isNotEqualTo(started.at("id"));
        assertThat(scenario.ended(started).path("state").asString()).isEqualTo("done");
        assertThat(scenario.invitees(invitation)).isEqualTo(10_000);
    }

    @Test
    void aFileWhoseImportIsDoneInvitesThoseAgainWhoWereCancelledSince() {
        JsonNode first = scenario.ended(scenario.upload(invitation, people(0, 10)));
        Answers cancelled =
                Answers.post(scenario.caller(), "/api/v1/invitations/" + invitation + "/invitees/cancel", "");

        JsonNode again = scenario.ended(scenario.upload(invitation, people(0, 10)));
        JsonNode unchanged = scenario.ended(scenario.upload(invitation, people(0, 10)));

        assertThat(cancelled.text()).isEqualTo("{\"cancelled\":10,\"skipped\":0}");
        assertThat(again.path("id")).isNotEqualTo(first.path("id"));
        assertThat(ImportScenario.counts(again)).startsWith("{new=10, duplicate=0");
        assertThat(ImportScenario.counts(unchanged)).startsWith("{new=0, duplicate=10");
        assertThat(scenario.invitees(invitation)).isEqualTo(10);
    }

    @Test
    void aDryRunReadsTheFileAnew() {
        String dryRun = ImportScenario.path(invitation) + "?dryRun=true";
        byte[] csv = people(0, 10).getBytes(UTF_8);
        JsonNode before = scenario.ended(ImportScenario.upload(scenario.caller(), dryRun, csv, "text/csv"));
        JsonNode invited = scenario.ended(scenario.upload(invitation, people(0, 7)));

        JsonNode after = scenario.ended(ImportScenario.upload(scenario.caller(), dryRun, csv, "text/csv"));

        assertThat(ImportScenario.counts(before)).startsWith("{new=10, duplicate=0");
        assertThat(ImportScenario.counts(invited)).startsWith("{new=7, ");
        assertThat(ImportScenario.counts(after)).startsWith("{new=3, duplicate=7");
    }
}
