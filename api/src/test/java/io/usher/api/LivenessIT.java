package io.usher.api;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.runtime.polling.PollingLoop;
import io.usher.testing.TestServers;
import org.junit.jupiter.api.Test;

class LivenessIT {

    private static final String ALIVE = "/actuator/health/liveness";

    @Test
    void aProgramWhoseRepeatedWorkHasEndedIsToBeRestarted() {
        try (RunningApi api = RunningApi.start(TestServers.freshDatabase())) {
            await().untilAsserted(() ->
                    assertThat(get(api.anonymous(), ALIVE).status()).isEqualTo(200));

            api.context().getBean("deletingOldAnswers", PollingLoop.class).destroy();

            assertThat(get(api.anonymous(), ALIVE).status()).isEqualTo(503);
        }
    }
}
