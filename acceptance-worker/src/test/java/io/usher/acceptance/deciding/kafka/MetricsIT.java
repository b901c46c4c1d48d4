package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.MetricsPage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MetricsIT extends DecidingScenario {

    @Test
    void everyMetricThatTheWorkerShowsIsOnThePage() throws IOException, InterruptedException {
        String port = usher.startWorker().getEnvironment().getProperty("local.server.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String scraped = client.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://localhost:%s/actuator/prometheus".formatted(port)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();

            assertThat(scraped).contains("usher_worker_standing_partitions", "usher_stalled_partitions");
            assertThat(MetricsPage.read(Path.of("..")).unlisted(scraped)).isEmpty();
        }
    }
}
