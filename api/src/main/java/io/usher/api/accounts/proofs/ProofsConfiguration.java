package io.usher.api.accounts.proofs;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProofsConfiguration {

    private static final Duration OLD_PROOFS_DELETED_EVERY = Duration.ofHours(1);

    @Bean
    PollingLoop deletingOldProofs(Proofs proofs, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "deleting old proofs",
                OLD_PROOFS_DELETED_EVERY,
                progress -> proofs.deleteSomeOver(),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
