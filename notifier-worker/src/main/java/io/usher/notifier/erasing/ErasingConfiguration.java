package io.usher.notifier.erasing;

import io.usher.notifier.sending.MailSettings;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({Erasures.class, OldMessages.class})
class ErasingConfiguration {

    private static final Duration OLD_MESSAGES_DELETED_EVERY = Duration.ofHours(1);

    @Bean
    PollingLoop deletingOldMessages(OldMessages messages, MailSettings settings, WorkReports reports) {
        return new PollingLoop(
                "deleting old messages",
                OLD_MESSAGES_DELETED_EVERY,
                progress -> messages.deleteSome(settings.retention()),
                reports);
    }
}
