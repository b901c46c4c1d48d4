package io.usher.acceptance;

import io.usher.runtime.BrokerConfiguration;
import io.usher.runtime.PublishingConfiguration;
import io.usher.runtime.outbox.OutboxConfiguration;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkHealth;
import io.usher.runtime.stalls.StallConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Starts the worker. Any number may run; they share the partitions of {@code onboarding.acceptances.requested}. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import({BrokerConfiguration.class, PublishingConfiguration.class, OutboxConfiguration.class, StallConfiguration.class})
public class AcceptanceWorkerApplication {

    public static void main(String[] arguments) {
        application().run(arguments);
    }

    /** The program with the names of its own configuration files, so that it can share a class path with others. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(AcceptanceWorkerApplication.class)
                .properties("spring.config.name=application,usher-acceptance-worker");
    }

    /** Ticks in milliseconds, the precision of the times in events. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    }

    @Bean
    WorkHealth workHealthIndicator(List<PollingLoop> loops) {
        return new WorkHealth(loops, Map.of());
    }
}
