package io.usher.api.imports;

import static io.usher.api.imports.ImportScenario.people;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ErasedWhileImportingIT {

    private final RunningApi api = RunningApi.shared();
    private final ImportScenario scenario = ImportScenario.on(api);
    private final String invitation = scenario.invitation();

    @Test
    void rowsThatAreReadLaterDoNotInviteAnErasedPerson() {
        String csv = people(0, 30_000);
        Answers started = scenario.upload(invitation, csv);
        Answers stopped = scenario.stop(scenario.caller(), started);
        Answers erased = Answers.post(
                api.as(api.key(scenario.organization(), "members:write")),
                "/api/v1/organizations/" + scenario.organization() + "/members/P29999@imported.example/erase",
                "");

        JsonNode ended = scenario.ended(scenario.upload(invitation, csv));

        assertThat(stopped.status()).isEqualTo(204);
        assertThat(erased.status()).isEqualTo(202);
        assertThat(ended.path("id").asString()).isEqualTo(started.at("id"));
        assertThat(scenario.invitees(invitation)).isEqualTo(29_999);
        assertThat(scenario.count("select count(*) from directory.invitee where address = 'p29999@imported.example'"
                        + " and invitation_id = '" + invitation + "'"))
                .isZero();
        List<JsonNode> invalid = scenario.rows(started, "invalid");
        assertThat(invalid).singleElement().satisfies(row -> {
            assertThat(row.path("row").asInt()).isEqualTo(30_000);
            assertThat(row.path("email").asString()).isEqualTo("erased");
            assertThat(row.path("firstName").isNull()).isTrue();
            assertThat(row.path("reason").asString()).isEqualTo("erased");
        });
        // What is sent later may invite them.
        assertThat(scenario.ended(scenario.upload(invitation, csv))
                        .path("counts")
                        .path("new")
                        .asInt())
                .isOne();
    }
}
