package io.usher.runtime.stalls;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.EventPublisher;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Watches over the program's {@link ConsumedPartitions}. A program imports it, and has a {@link Source}. */
@Configuration(proxyBeanMethods = false)
public class StallConfiguration {

    @Bean
    StallReports stallReports(
            List<ConsumedPartitions> consumers,
            @Value("${usher.stalls.after:60s}") Duration after,
            Admin admin,
            EventPublisher publisher,
            Source source,
            Clock clock) {
        return new StallReports(consumers, after, admin, publisher, source, clock);
    }

    @Bean
    PollingLoop watchingConsumers(
            StallReports stallReports,
            @Value("${usher.stalls.look-every:10s}") Duration every,
            Clock clock,
            MeterRegistry meters) {
        Gauge.builder("usher.stalled.partitions", stallReports, StallReports::stalled)
                .description("Partitions of this instance that have stalled")
                .register(meters);
        return new PollingLoop(
                "watching consumers",
                every,
                progress -> stallReports.look().thenReturn(false),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
