package io.usher.notifier.sending;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.links.PersonalLinks;
import io.usher.runtime.links.ProofLinks;
import io.usher.runtime.links.UnsubscribeLinks;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.PollingLoop.Task;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({R2dbcDueMails.class, WaitingMails.class, Suppressions.class, Bounces.class, BounceRates.class, MailMeters.class
})
class SendingConfiguration {

    private static final Duration BOUNCE_RATES_WATCHED_EVERY = Duration.ofMinutes(1);
    private static final Duration QUEUE_MEASURED_EVERY = Duration.ofSeconds(10);

    @Bean
    WorkReports workReports(Clock clock, MeterRegistry meters) {
        return new WorkReports(
                failure -> failure instanceof MailServerUnavailableException || Outage.isBehind(failure),
                clock,
                meters);
    }

    @Bean
    MailTemplates mailTemplates(
            MailSettings settings, PersonalLinks links, ProofLinks proofs, UnsubscribeLinks unsubscribing) {
        return new MailTemplates(settings.publicUrl(), links, proofs, unsubscribing);
    }

    @Bean
    PollingLoop sending(
            DueMails dueMails,
            Mailer mailer,
            MailMeters meters,
            MailSettings settings,
            WorkReports reports,
            Clock clock) {
        Pace pace = new TokenBucketPace(settings.pacePerDomain(), TimeMeter.SYSTEM_MILLISECONDS);
        SendingLimits limits = settings.sending();
        List<Task> senders = Stream.<Task>generate(() -> {
                    TakeOver takeOver = new TakeOver(limits.takeOverAfter(), clock);
                    ClaimingMails claiming = new ClaimingMails(dueMails, takeOver, limits, reports, clock);
                    WritingResults results = new WritingResults(
                            dueMails,
                            takeOver,
                            settings.retry(),
                            reports,
                            clock,
                            written -> written.forEach(meters::count));
                    return new SendingDueMails(claiming, mailer, pace, results, limits)::run;
                })
                .limit(limits.concurrency())
                .toList();
        return new PollingLoop(
                "sending",
                settings.poll(),
                PollingLoop.LONGEST_SILENCE.plus(settings.acknowledgedWithin()),
                senders,
                reports);
    }

    @Bean
    PollingLoop watchingBounceRates(BounceRates rates, WorkReports reports) {
        return new PollingLoop(
                "watching bounce rates",
                BOUNCE_RATES_WATCHED_EVERY,
                progress -> rates.report().thenReturn(false),
                reports);
    }

    @Bean
    PollingLoop measuring(DueMails dueMails, MailMeters meters, WorkReports reports) {
        return new PollingLoop(
                "measuring",
                QUEUE_MEASURED_EVERY,
                progress -> dueMails.count().doOnNext(meters::queued).thenReturn(false),
                reports);
    }
}
