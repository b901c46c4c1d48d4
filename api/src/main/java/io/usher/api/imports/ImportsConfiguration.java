package io.usher.api.imports;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every instance reads imports; each time the database decides whose turn it is. */
@Configuration(proxyBeanMethods = false)
@org.springframework.context.annotation.Import({
    DeletingOldImports.class,
    FindingImports.class,
    ImportingPeople.class,
    ImportFiles.class,
    ImportRows.class,
    ImportTargets.class,
    Imports.class,
    InvitingRows.class,
    ReadingImports.class,
    ReceivingFiles.class,
    StartingImports.class
})
class ImportsConfiguration {

    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);
    private static final Duration OLD_ONES_DELETED_EVERY = Duration.ofHours(1);

    @Bean
    PollingLoop readingImports(ReadingImports reading, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "reading imports",
                LOOKS_EVERY,
                progress -> reading.readSome(),
                new WorkReports(Outage::isBehind, clock, meters));
    }

    @Bean
    PollingLoop deletingOldImports(DeletingOldImports deleting, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "deleting old imports",
                OLD_ONES_DELETED_EVERY,
                progress -> deleting.deleteSome(),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
