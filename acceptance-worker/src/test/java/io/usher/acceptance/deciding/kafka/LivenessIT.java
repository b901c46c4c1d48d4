package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.runtime.polling.PollingLoop;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

final class LivenessIT {

    @Test
    void aProgramWhosePollingLoopHasEndedIsReportedAsBroken() {
        try (WorkerFixture usher = new WorkerFixture()) {
            ConfigurableApplicationContext worker = usher.startWorker();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(liveness(worker)).isEqualTo(200));

            worker.getBean("decidingDueCommands", PollingLoop.class).destroy();

            assertThat(liveness(worker)).isEqualTo(503);
        }
    }

    private static int liveness(ConfigurableApplicationContext worker) {
        String port = worker.getEnvironment().getRequiredProperty("local.server.port");
        return WebClient.create("http://localhost:" + port)
                .get()
                .uri("/actuator/health/liveness")
                .exchangeToMono(answer -> answer.releaseBody().then(Mono.fromSupplier(answer::statusCode)))
                .map(HttpStatusCode::value)
                .blockOptional(Duration.ofSeconds(20))
                .orElseThrow();
    }
}
