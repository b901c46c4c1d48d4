package io.usher.api.imports;

import static io.usher.api.Patience.SOON;
import static io.usher.api.RawConnection.head;
import static io.usher.api.imports.ImportScenario.people;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RawConnection;
import io.usher.api.RunningApi;
import io.usher.testing.TestServers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceivingFilesIT {

    private static final String BEING_RECEIVED = "select count(*) from directory.import_file f"
            + " where not exists (select from directory.import i where i.file_id = f.id)";

    /** They wait ten seconds for their turn: long before that all have either begun, or wait, or are refused. */
    @Test
    void slowUploadsOfOneCallerLeaveRoomForOthers() throws IOException {
        try (RunningApi api = RunningApi.start(TestServers.freshDatabase(), "usher.body-within=2m")) {
            ImportScenario scenario = ImportScenario.on(api);
            assertRoomBesideSlowUploads(api, scenario);
            await().atMost(SOON).until(() -> scenario.count(BEING_RECEIVED) == 0);
        }
    }

    private static void assertRoomBesideSlowUploads(RunningApi api, ImportScenario scenario) throws IOException {
        String path = ImportScenario.path(scenario.invitation());
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                slow.add(new RawConnection(api)
                        .send(head("POST", path, "Content-Type: text/csv", "Content-Length: 100000") + "Ada,"));
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> refused(slow) == 4 && scenario.count(BEING_RECEIVED) == 2);

            assertThat(scenario.upload(scenario.invitation(), people(0, 3)).status())
                    .isEqualTo(202);
            for (RawConnection one : slow) {
                if (one.hasAnswer()) {
                    assertThat(one.answer().problem()).isEqualTo("429 too-many-requests");
                }
            }
        } finally {
            for (RawConnection one : slow) {
                one.close();
            }
        }
    }

    private static long refused(List<RawConnection> uploads) throws IOException {
        long refused = 0;
        for (RawConnection one : uploads) {
            refused += one.hasAnswer() ? 1 : 0;
        }
        return refused;
    }
}
