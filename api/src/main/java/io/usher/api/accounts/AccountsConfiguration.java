package io.usher.api.accounts;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AccountsConfiguration {

    private static final Duration OLD_ATTEMPTS_DELETED_EVERY = Duration.ofMinutes(10);

    @Bean
    PollingLoop deletingOldAttempts(Attempts attempts, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "deleting old attempts",
                OLD_ATTEMPTS_DELETED_EVERY,
                progress -> attempts.deleteSomeOver(),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
