package io.usher.api.accounts.sessions;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SessionsConfiguration {

    private static final Duration OLD_SESSIONS_DELETED_EVERY = Duration.ofMinutes(10);

    @Bean
    PollingLoop deletingOldSessions(Sessions sessions, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "deleting old sessions",
                OLD_SESSIONS_DELETED_EVERY,
                progress -> sessions.deleteSomeOver(),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
