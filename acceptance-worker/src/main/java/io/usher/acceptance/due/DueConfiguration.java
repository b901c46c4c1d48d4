package io.usher.acceptance.due;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({DecidingDueCommands.class, OldCommands.class, ReportingLimits.class})
class DueConfiguration {

    private static final Duration OLD_COMMANDS_DELETED_EVERY = Duration.ofHours(1);

    /** Named for its health component. */
    @Bean
    FailedCommands dueHealthIndicator(Clock clock, MeterRegistry meters) {
        return new FailedCommands(clock, meters);
    }

    @Bean
    PollingLoop decidingDueCommands(
            DecidingDueCommands due,
            @Value("${usher.deciding.due-every:1s}") Duration every,
            Clock clock,
            MeterRegistry meters) {
        return new PollingLoop("due commands", every, due::decideAll, new WorkReports(Outage::isBehind, clock, meters));
    }

    @Bean
    PollingLoop reportingLimits(
            ReportingLimits limits,
            @Value("${usher.deciding.limits-every:10s}") Duration every,
            Clock clock,
            MeterRegistry meters) {
        return new PollingLoop(
                "reporting limits",
                every,
                progress -> limits.report(progress).thenReturn(false),
                new WorkReports(Outage::isBehind, clock, meters));
    }

    @Bean
    PollingLoop deletingOldCommands(OldCommands commands, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "deleting old commands",
                OLD_COMMANDS_DELETED_EVERY,
                progress -> commands.deleteSome(),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
