package io.usher.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.MetricsPage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsIT {

    @Test
    void everyMetricThatTheApiShowsIsOnThePage() {
        String scraped = Answers.get(RunningApi.shared().anonymous(), "/actuator/prometheus")
                .text();

        assertThat(scraped).contains("usher_projection_lag_seconds", "usher_stalled_partitions");
        assertThat(MetricsPage.read(Path.of("..")).unlisted(scraped)).isEmpty();
    }
}
