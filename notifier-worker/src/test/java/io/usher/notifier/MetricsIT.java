package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.MetricsPage;
import io.usher.testing.TestServers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MetricsIT {

    @Test
    void everyMetricThatTheNotifierShowsIsOnThePage() {
        try (RunningNotifier notifier = RunningNotifier.on(TestServers.freshDatabase())) {
            String scraped = notifier.metrics();

            assertThat(scraped).contains("usher_notifier_queue", "usher_stalled_partitions");
            assertThat(MetricsPage.read(Path.of("..")).unlisted(scraped)).isEmpty();
        }
    }
}
