package io.usher.api.imports;

import static io.usher.api.imports.ImportScenario.people;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is kept of an import, and for how long. */
class KeptImportsIT {

    private final RunningApi api = RunningApi.shared();
    private final ImportScenario scenario = ImportScenario.on(api);
    private final String invitation = scenario.invitation();

    @Test
    void importsAreDeletedFortyDaysAfterTheirEnd() {
        Answers old = scenario.upload(invitation, people(0, 5));
        Answers younger = scenario.upload(invitation, people(0, 6));
        assertThat(scenario.ended(old).path("state").asString()).isEqualTo("done");
        assertThat(scenario.ended(younger).path("state").asString()).isEqualTo("done");
        endedBefore(old, 41);
        endedBefore(younger, 39);

        DeletingOldImports deleting = scenario.api().context().getBean(DeletingOldImports.class);
        while (Boolean.TRUE.equals(deleting.deleteSome().block(ImportScenario.SOON))) {
            assertThat(rowsOf(younger)).isEqualTo(6);
        }

        assertThat(rowsOf(old)).isZero();
        assertThat(Answers.get(scenario.caller(), old.header("Location")).status())
                .isEqualTo(404);
        assertThat(rowsOf(younger)).isEqualTo(6);
        assertThat(scenario.show(younger).path("state").asString()).isEqualTo("done");
    }

    private void endedBefore(Answers started, int days) {
        assertThat(scenario.count(
                        "with aged as (update directory.import set finished_at = now() - interval '%d days' where id = '%s' returning id) select count(*) from aged"
                                .formatted(days, started.at("id"))))
                .isOne();
    }

    private long rowsOf(Answers started) {
        return scenario.count(
                "select count(*) from directory.import_row where import_id = '%s'".formatted(started.at("id")));
    }

    @Test
    void nothingIsLeftOfTheFileOfAnImportThatHasEnded() {
        Answers started = scenario.upload(invitation, people(0, 3));
        JsonNode unused = scenario.ended(started);
        Answers repeated = scenario.upload(invitation, people(0, 3));
        Answers refused = scenario.upload(invitation, "no csv");

        assertThat(repeated.status()).isEqualTo(202);
        assertThat(refused.problem()).isEqualTo("422 not-csv");
        assertThat(scenario.count("select count(*) from directory.import i join directory.import_file f"
                        + " on f.id = i.file_id where i.id = '" + started.at("id") + "'"))
                .isZero();
        // Other tests may be sending theirs.
        await().atMost(ImportScenario.SOON)
                .until(() -> scenario.count(
                                "select count(*) from directory.import_file f where received_at > now() - interval"
                                        + " '1 hour' and not exists (select from directory.import i where i.file_id = f.id)")
                        == 0);
    }

    @Test
    void anErasedPersonIsInNoReport() {
        Answers started = scenario.upload(invitation, people(0, 3));
        JsonNode unused = scenario.ended(started);
        Answers erased = Answers.post(
                api.as(api.key(scenario.organization(), "members:write")),
                "/api/v1/organizations/" + scenario.organization() + "/members/p1@imported.example/erase",
                "");

        assertThat(erased.status()).isEqualTo(202);
        assertThat(scenario.rows(started, null))
                .extracting(row -> row.path("email").asString())
                .containsExactly("p0@imported.example", "erased", "p2@imported.example");
        assertThat(scenario.rows(started, null).get(1).path("firstName").isNull())
                .isTrue();
    }
}
