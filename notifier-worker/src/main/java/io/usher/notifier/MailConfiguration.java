package io.usher.notifier;

import com.github.f4b6a3.uuid.UuidCreator;
import io.usher.notifier.announcing.Announcements;
import io.usher.notifier.announcing.AnnouncingMails;
import io.usher.notifier.announcing.Untold;
import io.usher.notifier.composing.ComposingMessages;
import io.usher.notifier.composing.NewMessages;
import io.usher.notifier.health.WorkHealth;
import io.usher.notifier.rounds.Rounds;
import io.usher.notifier.sending.DueMails;
import io.usher.notifier.sending.Postbox;
import io.usher.notifier.sending.SendingDueMails;
import io.usher.notifier.sending.bucket4j.BucketPace;
import io.usher.notifier.sending.micrometer.MailMeters;
import io.usher.notifier.sending.smtp.SmtpPostbox;
import io.usher.notifier.sending.thymeleaf.ThymeleafLetters;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Composing wakes sending, and both wake announcing: nobody waits for the next poll. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    private static final Duration QUEUE_MEASURED_EVERY = Duration.ofSeconds(10);

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
                server, settings.from(), new ThymeleafLetters(settings.publicUrl()), settings.attemptWithin(), clock);
    }

    @Bean
    Rounds announcing(
            Untold untold,
            Announcements announcements,
            MailSettings settings,
            @Value("${usher.announcing.batch}") int batch) {
        return new Rounds("announcing", settings.poll(), new AnnouncingMails(untold, announcements, batch)::round);
    }

    @Bean
    Rounds sending(
            DueMails dueMails,
            Postbox postbox,
            MailSettings settings,
            Clock clock,
            MailMeters meters,
            Rounds announcing) {
        SendingDueMails sending = new SendingDueMails(
                dueMails,
                postbox,
                new BucketPace(settings.pacePerDomain()),
                settings.retry(),
                settings.sending(),
                clock,
                settlement -> {
                    meters.count(settlement);
                    announcing.wake();
                });
        return new Rounds("sending", settings.poll(), sending::round);
    }

    @Bean
    RunningRounds runningAnnouncing(Rounds announcing) {
        return new RunningRounds(announcing);
    }

    @Bean
    RunningRounds runningSending(Rounds sending) {
        return new RunningRounds(sending);
    }

    @Bean
    ComposingMessages composing(NewMessages messages, Rounds sending, Rounds announcing) {
        return new ComposingMessages(messages, () -> {
            sending.wake();
            announcing.wake();
        });
    }

    @Bean
    Rounds measuring(DueMails dueMails, MailMeters meters) {
        return new Rounds(
                "measuring",
                QUEUE_MEASURED_EVERY,
                () -> dueMails.queued().doOnNext(meters::queued).thenReturn(false));
    }

    @Bean
    RunningRounds runningMeasuring(Rounds measuring) {
        return new RunningRounds(measuring);
    }

    @Bean
    WorkHealth workHealthIndicator(
            AbstractMessageListenerContainer<byte[], byte[]> mailEvents,
            RunningRounds runningSending,
            RunningRounds runningAnnouncing) {
        return new WorkHealth(Map.of(
                "consuming", () -> mailEvents.isRunning() && mailEvents.isInExpectedState(),
                "sending", runningSending::isRunning,
                "announcing", runningAnnouncing::isRunning));
    }
}
