package io.usher.notifier;

import com.github.f4b6a3.uuid.UuidCreator;
import io.usher.notifier.composing.ComposingMessages;
import io.usher.notifier.composing.NewMessages;
import io.usher.notifier.forgetting.ForgettingOldMessages;
import io.usher.notifier.forgetting.OldMessages;
import io.usher.notifier.health.WorkHealth;
import io.usher.notifier.rounds.Failures;
import io.usher.notifier.rounds.Rounds;
import io.usher.notifier.sending.DueMails;
import io.usher.notifier.sending.Pace;
import io.usher.notifier.sending.Postbox;
import io.usher.notifier.sending.SendingDueMails;
import io.usher.notifier.sending.ServerAwayException;
import io.usher.notifier.sending.WritingResults;
import io.usher.notifier.sending.bucket4j.BucketPace;
import io.usher.notifier.sending.micrometer.MailMeters;
import io.usher.notifier.sending.smtp.SmtpPostbox;
import io.usher.notifier.sending.smtp.SmtpTimeouts;
import io.usher.notifier.sending.thymeleaf.ThymeleafLetters;
import io.usher.runtime.Outage;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import reactor.core.publisher.Mono;

/** Composing wakes sending: nobody waits for the next poll. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    /** Longer than any round is silent: each question to the database or the broker has its limit. */
    private static final Duration HANGS_AFTER = Duration.ofMinutes(5);

    private static final Duration QUEUE_MEASURED_EVERY = Duration.ofSeconds(10);
    private static final Duration OLD_MESSAGES_FORGOTTEN_EVERY = Duration.ofHours(1);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Supplier<UUID> ids() {
        return UuidCreator::getTimeOrderedEpoch;
    }

    @Bean
    SmtpPostbox postbox(JavaMailSenderImpl server, MailSettings settings, Clock clock) {
        return new SmtpPostbox(
                server,
                settings.from(),
                new ThymeleafLetters(settings.publicUrl()),
                new SmtpTimeouts(settings.attemptWithin(), settings.acknowledgedWithin()),
                clock);
    }

    @Bean
    Failures failures(Clock clock, MailMeters meters) {
        return new Failures(
                failure -> failure instanceof ServerAwayException || Outage.isBehind(failure), clock, meters::failed);
    }

    @Bean
    WritingResults writingResults(DueMails dueMails, Failures failures, MailMeters meters) {
        return new WritingResults(dueMails, failures, settlements -> settlements.forEach(meters::count));
    }

    @Bean
    Rounds sending(
            DueMails dueMails,
            Postbox postbox,
            WritingResults results,
            MailSettings settings,
            Failures failures,
            Clock clock) {
        Pace pace = new BucketPace(settings.pacePerDomain());
        List<Function<Runnable, Mono<Boolean>>> lanes = Stream.generate(() -> new SendingDueMails(
                        dueMails, postbox, pace, settings.retry(), settings.sending(), results, failures, clock))
                .limit(settings.sending().lanes())
                .<Function<Runnable, Mono<Boolean>>>map(lane -> lane::round)
                .toList();
        return new Rounds("sending", settings.poll(), Duration.ZERO, lanes, failures, clock);
    }

    @Bean
    Rounds measuring(DueMails dueMails, MailMeters meters, Failures failures, Clock clock) {
        return new Rounds(
                "measuring",
                QUEUE_MEASURED_EVERY,
                Duration.ZERO,
                alive -> dueMails.queued().doOnNext(meters::queued).thenReturn(false),
                failures,
                clock);
    }

    @Bean
    Rounds forgetting(OldMessages messages, MailSettings settings, Failures failures, Clock clock) {
        ForgettingOldMessages forgetting = new ForgettingOldMessages(messages, settings.retention());
        return new Rounds(
                "forgetting",
                OLD_MESSAGES_FORGOTTEN_EVERY,
                Duration.ZERO,
                alive -> forgetting.round(),
                failures,
                clock);
    }

    @Bean
    RunningRounds runningSending(Rounds sending, MailSettings settings, MailMeters meters) {
        return running(sending, HANGS_AFTER.plus(settings.acknowledgedWithin()), meters);
    }

    @Bean
    RunningRounds runningMeasuring(Rounds measuring, MailMeters meters) {
        return running(measuring, HANGS_AFTER, meters);
    }

    @Bean
    RunningRounds runningForgetting(Rounds forgetting, MailMeters meters) {
        return running(forgetting, HANGS_AFTER, meters);
    }

    private static RunningRounds running(Rounds rounds, Duration hangsAfter, MailMeters meters) {
        meters.watch(rounds.name(), rounds::silence);
        return new RunningRounds(rounds, hangsAfter);
    }

    @Bean
    ComposingMessages composing(NewMessages messages, MailSettings settings, Clock clock, Rounds sending) {
        return new ComposingMessages(messages, settings.retention(), clock, sending::wake);
    }

    @Bean
    WorkHealth workHealthIndicator(
            AbstractMessageListenerContainer<byte[], byte[]> mailEvents, Map<String, RunningRounds> running) {
        Map<String, BooleanSupplier> work = new HashMap<>();
        work.put("consuming", () -> mailEvents.isRunning() && mailEvents.isInExpectedState());
        running.forEach((name, rounds) -> work.put(name, rounds::isAlive));
        return new WorkHealth(work);
    }
}
