package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;

/** Three programs start at the same time and count the events of one log. */
final class LogMetricsTest {

    private static final int PROGRAMS = 4;
    private static final int STARTS = 20_000;

    @Test
    void programsThatStartTogetherAllCountLogEvents() {
        LoggerContext log = new LoggerContext();
        CyclicBarrier together = new CyclicBarrier(PROGRAMS);
        Parts parts = new Parts();
        for (int i = 0; i < PROGRAMS; i++) {
            var unused = parts.begin("program", () -> {
                together.await();
                for (int start = 0; start < STARTS; start++) {
                    LogMetrics.of(log).close();
                }
                return () -> {};
            });
        }

        parts.await();

        assertThat(log.getCopyOfListenerList().size()).isEqualTo(PROGRAMS * STARTS);
    }

    @Test
    void aProgramHasTheseMetricsInsteadOfSpringsOwn() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LogbackMetricsAutoConfiguration.class))
                .withInitializer(context -> LogMetrics.addTo((GenericApplicationContext) context))
                .run(context -> {
                    assertThat(context).hasSingleBean(LogbackMetrics.class);
                    assertThat(context).hasBean(LogMetrics.class.getName());
                });
    }
}
